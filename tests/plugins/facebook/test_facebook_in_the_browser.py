"""Staff go from the admin to Facebook's page and back, as a hand does it."""

import re

import pytest
from playwright.sync_api import Page, expect

from plugins.facebook.fake.calls import CATALOG_ID
from storefront.connections.models import Connection
from tests.browser._pages import sign_in
from tests.people import ann
from tests.plugins.facebook.test_facebook_tokens import APP

pytestmark = pytest.mark.django_db(transaction=True)

CONNECTIONS = "/admin/connections/connection"


@pytest.fixture
def facebooks_page(wide_page: Page, live_server, settings, address) -> Page:
    settings.ALLOW_API_ADDRESS = True
    settings.SITE_URL = shop = live_server.url
    sign_in(wide_page, ann(), shop)
    wide_page.goto(f"{shop}{CONNECTIONS}/add/?service=facebook.shop&by=consent")
    for name, value in {**APP, "api_address": address}.items():
        wide_page.locator(f"[name={name}]").fill(value)
    wide_page.locator("input[type=submit].default").click()
    wide_page.locator("a.button", has_text="Facebook").click()
    return wide_page


def test_a_yes_connects_the_catalogue(facebooks_page):
    facebooks_page.get_by_role("link", name="Trần Thị Lan").click()
    facebooks_page.locator("input[type=submit].default").click()

    expect(facebooks_page).to_have_url(re.compile(f"{CONNECTIONS}/$"))
    assert Connection.objects.get().account == CATALOG_ID


def test_a_no_leads_back_and_connects_nothing(facebooks_page):
    facebooks_page.get_by_role("link", name="Không cho phép").click()

    expect(facebooks_page.locator(".messagelist .warning")).to_be_visible()
    assert not Connection.objects.exists()
