"""Every page, as axe-core, the Content-Security-Policy and a keyboard meet it."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page

from tests.browser._axe import ALL, ON_A_PHONE, PHONE, problems, violations
from tests.browser._pages import (
    Shown,
    fill_shop,
    hand_over,
    put_in_cart,
    shop_pages,
    sign_in,
    staff_pages,
)
from tests.browser._walk import account_pages, door_pages
from tests.signing_in import come_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(live_server) -> Iterator[object]:
    with override_settings(
        ROOT_URLCONF="tests.browser._pages", SITE_URL=live_server.url
    ):
        live_server.owner = fill_shop()
        yield live_server


@pytest.fixture
def visitor(browser: Browser, shop) -> Iterator[Page]:
    """One who writes down what the browser says of our policy."""
    context = browser.new_context(base_url=shop.url, viewport=PHONE)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text))
    yield page
    context.close()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_axe_finds_nothing_on_any_page_and_the_policy_stops_nothing(visitor, language):
    found = [
        one for shown in shop_pages() for one in problems(visitor, shown, language)
    ]

    assert found == []
    assert [one for one in visitor.complaints if "Content Security" in one] == []


def test_axe_finds_nothing_on_staff_pages_and_the_policy_stops_nothing(visitor, shop):
    found = list(problems(visitor, Shown("admin sign-in", "/admin/login/"), ""))
    sign_in(visitor, shop.owner, shop.url)

    found += [one for shown in staff_pages() for one in problems(visitor, shown, "")]

    assert found == []
    assert [one for one in visitor.complaints if "Content Security" in one] == []


def test_axe_finds_nothing_on_the_pages_of_an_account(visitor, shop):
    found = [
        one
        for shown in door_pages()
        for one in problems(visitor, shown, "vi", ON_A_PHONE)
    ]
    hand_over(come_in("khach@shop.example"), visitor, shop.url)
    found += [
        one
        for shown in account_pages()
        for one in problems(visitor, shown, "vi", ON_A_PHONE)
    ]

    assert found == []
    assert [one for one in visitor.complaints if "Content Security" in one] == []


def test_the_watch_over_the_policy_sees_what_it_stops(visitor):
    visitor.goto("/vi/")
    visitor.evaluate("document.body.setAttribute('style', 'color: red')")

    assert any("Content Security" in one for one in visitor.complaints)


def test_the_watch_of_axe_sees_a_field_without_a_name(visitor):
    visitor.goto("/vi/")
    visitor.evaluate("document.querySelector('label[for=q]').remove()")
    visitor.evaluate("document.querySelector('#q').placeholder = ''")

    assert [one["id"] for one in violations(visitor, ALL)] == ["label"]


def test_the_first_key_leads_past_the_head_of_the_page(visitor):
    visitor.goto("/vi/")
    visitor.keyboard.press("Tab")
    visitor.keyboard.press("Enter")

    assert visitor.evaluate("document.activeElement.id") == "content"


def test_a_picture_is_enlarged_and_put_back_by_keys(visitor):
    visitor.goto("/vi/p/ao-dai-tet-cho-be-canh-mai/")
    visitor.locator("[data-zoom]").first.focus()
    visitor.keyboard.press("Enter")
    visitor.wait_for_selector("dialog.zoom[open]")
    visitor.keyboard.press("Escape")

    visitor.wait_for_selector("dialog.zoom", state="detached")
    assert visitor.evaluate("document.activeElement.matches('[data-zoom]')")


def test_everything_that_can_be_reached_by_keys_shows_that_it_is_reached(visitor):
    put_in_cart(visitor, "vi")
    unseen = []
    for _ in range(40):
        visitor.keyboard.press("Tab")
        place, seen = visitor.evaluate(
            """() => {
                const at = document.activeElement, style = getComputedStyle(at);
                return [at.outerHTML.slice(0, 80),
                    at === document.body || style.outlineStyle !== "none"];
            }"""
        )
        unseen += [] if seen else [place]

    assert unseen == []
