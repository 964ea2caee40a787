"""A whole purchase in a browser on a phone: with and without scripts, by keys only."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page

from storefront.inventory.models import Stock
from storefront.orders.models import Order
from tests.browser._pages import CHOICES, fill_shop

pytestmark = pytest.mark.django_db(transaction=True)

HANOI = "01"
#: The last colour's last size that is not sold out.
LAST_THERE = "MN-ADT-VANGNGHE-2-4TUOI"
GOES_ON = {"vi": "Tiến hành đặt hàng", "en": "Go on to order"}


@pytest.fixture
def address(live_server) -> Iterator[str]:
    fill_shop()
    Order.objects.all().delete()
    with override_settings(SITE_URL=live_server.url):
        yield live_server.url


def phone(browser: Browser, address: str, *, scripts: bool = True) -> Page:
    context = browser.new_context(
        base_url=address,
        viewport={"width": 390, "height": 844},
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    return context.new_page()


def fill_in(page: Page) -> None:
    page.fill("[name=buyer_name]", "Trần Thị Lan")
    page.fill("[name=phone]", "0912 345 678")
    page.select_option("[name=province]", HANOI)
    page.fill("[name=ward]", "Hoàn Kiếm")
    page.fill("[name=street]", "12 Lê Lợi")


def lines() -> list[tuple[str, int]]:
    order = Order.objects.get()
    return [(line.variant.product.slug, line.quantity) for line in order.lines.all()]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_shopper_finds_chooses_and_orders(browser, address, language, scripts):
    page = phone(browser, address, scripts=scripts)
    page.goto(f"/{language}/")
    page.fill("#q", "ao dai")
    page.press("#q", "Enter")
    page.click(f".card a[href$='{CHOICES}/']")
    page.locator(".choice-first").last.click()
    page.locator(".choice-second:visible .choice:has(:enabled)").last.click()
    page.fill("[name=quantity]", "2")
    page.click(".picker-add button")
    page.get_by_role("link", name=GOES_ON[language]).click()
    fill_in(page)
    page.click(".order-now")
    page.wait_for_url("**/orders/**")

    assert lines() == [(CHOICES, 2)]
    assert Order.objects.get().lines.get().variant.sku == LAST_THERE
    assert Order.objects.get().number in page.inner_text("h1")
    page.context.close()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_shopper_orders_by_keys_only(browser, address, language, scripts):
    page = phone(browser, address, scripts=scripts)
    page.goto(f"/{language}/p/{CHOICES}/")
    page.wait_for_load_state("networkidle")
    tab_to(page, "[name=group]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name^=variant]")
    page.keyboard.press("ArrowDown")
    tab_to(page, ".picker-add button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#drawer[open] .go" if scripts else "main .go")
    tab_to(page, ".go .button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/checkout/**")
    for field, text in (("buyer_name", "Trần Thị Lan"), ("phone", "0912345678")):
        tab_to(page, f"[name={field}]")
        page.keyboard.type(text)
    tab_to(page, "[name=province]")
    page.keyboard.press("ArrowDown")  # the first one, Hà Nội
    for field, text in (("ward", "Hoàn Kiếm"), ("street", "12 Lê Lợi")):
        tab_to(page, f"[name={field}]")
        page.keyboard.type(text)
    tab_to(page, ".order-now")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orders/**")

    assert lines() == [(CHOICES, 1)]
    assert Order.objects.get().lines.get().variant.sku == LAST_THERE
    page.context.close()


def tab_to(page: Page, selector: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("css => document.activeElement.matches(css)", selector):
            return
    pytest.fail(f"80 times Tab do not lead to {selector}")


def test_the_cart_in_the_head_counts_what_was_put_in(browser, address):
    page = phone(browser, address)
    page.goto(f"/vi/p/{CHOICES}/")
    page.click(".picker-add button")
    page.wait_for_selector("#drawer[open] .item")

    page.locator("[data-cart-count]", has_text="1").wait_for(state="attached")
    page.context.close()


def test_what_is_sold_out_meanwhile_cannot_be_chosen_any_more(browser, address):
    page = phone(browser, address)
    page.route("**/availability/", lambda route: (sell_out(), route.continue_()))
    page.goto(f"/vi/p/{CHOICES}/")

    page.locator(".picker .note").wait_for()

    assert page.locator(".picker-add").count() == 0
    page.context.close()


def sell_out() -> None:
    Stock.objects.update(on_hand=0)
