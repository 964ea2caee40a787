"""The shop as a screen reader tells it: by roles, names, and what speaks up."""

import re
from collections.abc import Iterator

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Locator, Page, expect

from storefront.orders.models import Order
from tests.browser._pages import CHOICES, fill_shop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(browser: Browser, live_server) -> Iterator[Page]:
    fill_shop()
    Order.objects.all().delete()
    with override_settings(SITE_URL=live_server.url):
        context = browser.new_context(base_url=live_server.url)
        context.set_default_timeout(20_000)
        yield context.new_page()
        context.close()


def ages_of(page: Page, color: str) -> Locator:
    return page.get_by_role("group", name=re.compile(f"^Độ tuổi ?: {color}$"))


def choose(page: Page, color: str, age: str) -> None:
    page.get_by_role("group", name="Màu").get_by_role("radio", name=color).check()
    ages_of(page, color).get_by_role("radio", name=re.compile(f"^{age}")).check()


def test_the_way_to_an_order_can_be_walked_by_names_alone(page):
    page.goto("/vi/")
    page.get_by_role("searchbox", name="Tìm kiếm").fill("ao dai tet")
    page.keyboard.press("Enter")
    found = page.get_by_role("main").get_by_role("link", name="Áo dài Tết")
    found.first.click()
    choose(page, "Vàng nghệ", "2–4 tuổi")
    page.get_by_role("spinbutton", name="Số lượng").fill("2")
    page.get_by_role("button", name="Cho vào giỏ").click()
    drawer = page.get_by_role("dialog", name="Giỏ hàng")
    drawer.get_by_role("link", name="Tiến hành đặt hàng").click()
    page.get_by_role("textbox", name="Tên của bạn").fill("Trần Thị Lan")
    page.get_by_role("textbox", name="Số điện thoại").fill("0912 345 678")
    page.get_by_role("combobox", name="Tỉnh, thành phố").select_option("01")
    page.get_by_role("combobox", name="Phường, xã").fill("Hoàn Kiếm")
    page.get_by_role("textbox", name="Số nhà").fill("12 Lê Lợi")
    page.get_by_role("button", name=re.compile("^Đặt hàng ·")).click()
    page.wait_for_url("**/orders/**")

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(Order.objects.get().number)


def test_what_is_sold_out_is_told_as_such(page):
    page.goto(f"/vi/p/{CHOICES}/")
    page.get_by_role("radio", name="Vàng nghệ").check()

    gone = page.get_by_role("radio", name=re.compile("^4–6 tuổi.*Hết hàng$"))

    expect(gone).to_be_disabled()


def test_another_color_keeps_the_size_and_the_price_follows(page):
    page.goto(f"/vi/p/{CHOICES}/")
    choose(page, "Đỏ", "2–4 tuổi")
    page.get_by_role("radio", name="Vàng nghệ").check()

    same = ages_of(page, "Vàng nghệ").get_by_role("radio", name=re.compile("^2–4"))
    expect(same).to_be_checked()
    expect(page.locator("[data-picked]")).to_contain_text("349.000")


def test_the_focus_goes_into_the_drawer_and_back(page):
    page.goto(f"/vi/p/{CHOICES}/", wait_until="networkidle")
    button = page.get_by_role("button", name="Cho vào giỏ")
    button.press("Enter")
    page.get_by_role("dialog", name="Giỏ hàng").wait_for()
    assert page.evaluate("!!document.activeElement.closest('#drawer')")
    page.keyboard.press("Escape")

    expect(button).to_be_focused()


def test_sums_speak_up_and_mistakes_belong_to_their_field(page):
    page.goto(f"/vi/p/{CHOICES}/", wait_until="networkidle")
    page.get_by_role("button", name="Cho vào giỏ").click()
    page.get_by_role("dialog").wait_for()
    page.goto("/vi/checkout/")
    page.locator("form.checkout").evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name=re.compile("^Đặt hàng ·")).click()

    name = page.get_by_role("textbox", name="Tên của bạn")
    expect(name).to_have_accessible_description(
        "Cho chúng tôi biết tên người nhận hàng nhé."
    )
    expect(page.locator("[aria-live=polite]")).to_contain_text("Tổng cộng")
