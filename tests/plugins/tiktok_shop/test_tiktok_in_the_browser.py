"""Staff connect by consent, somebody buys over there, and the order is in the admin."""

import re

import pytest
from playwright.sync_api import Page, expect

from plugins.tiktok_shop.fake.seller import SHOPS
from storefront.connections.models import Connection
from storefront.intake.reading import read_orders
from storefront.orders.models import Order
from tests import builders
from tests.browser._pages import sign_in
from tests.people import ann
from tests.plugins.tiktok_shop.selling import APP

pytestmark = pytest.mark.django_db(transaction=True)

CONNECTIONS = "/admin/connections/connection"


@pytest.fixture
def shop(live_server, settings) -> str:
    settings.ALLOW_API_ADDRESS = True
    settings.SITE_URL = live_server.url
    return live_server.url


def connect(page: Page, shop: str, address: str) -> None:
    """From the admin to the seller's page and back, as a hand does it."""
    page.goto(f"{shop}{CONNECTIONS}/add/?service=tiktok.shop&by=consent")
    for name, value in {**APP, "api_address": address}.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("input[type=submit].default").click()
    page.locator("a.button", has_text="TikTok Shop").click()
    page.locator("[name=redirect_url]").fill(f"{shop}{CONNECTIONS}/back/")
    page.locator("button[value=yes]").click()
    page.locator("input[type=submit].default").click()
    expect(page).to_have_url(re.compile(f"{CONNECTIONS}/$"))


def test_a_seller_says_yes_and_an_order_comes_in(wide_page, shop, address, tiktok):
    sign_in(wide_page, ann(), shop)
    builders.variant("BAT", stock=5)
    connect(wide_page, shop, address)
    number = tiktok.sell(SHOPS[0].id, {"BAT": 1}, status="AWAITING_SHIPMENT")

    read_orders(Connection.objects.get(account=SHOPS[0].id))

    order = Order.objects.get(external_id=number)
    wide_page.goto(f"{shop}/admin/orders/order/{order.pk}/change/")
    expect(wide_page.locator("main")).to_contain_text("BAT")
    assert Connection.objects.count() == len(SHOPS)
