"""Staff are asked for an option once the product has it, without scripts too."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser._pages import sign_in
from tests.builders import product, variant
from tests.people import ann

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def form(browser: Browser, live_server) -> Iterator[Page]:
    """Of a cup that comes in colours."""
    cup = variant("coc", product=product("Cốc", axis_1="color"), option_1_vi="Đỏ")
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, ann(), live_server.url)
    page.goto(f"/admin/catalog/product/{cup.product_id}/change/")
    yield page
    context.close()


def asked_for(form: Page) -> list[int]:
    """The numbers of the options that the variant has a field for."""
    fields = {n: form.locator(f"[name=variants-0-option_{n}_vi]") for n in (1, 2, 3)}
    return [number for number, field in fields.items() if field.is_visible()]


def test_only_for_the_options_that_the_product_has(form):
    assert asked_for(form) == [1]
    assert form.locator("[name=axis_3]").is_hidden()


def test_for_the_second_as_soon_as_it_is_chosen(form):
    form.locator("[name=axis_2]").select_option("size")

    assert asked_for(form) == [1, 2]
    assert form.locator("[name=axis_3]").is_visible()


def test_what_is_filled_in_stays_in_sight(form):
    form.locator("[name=axis_1]").select_option("")

    assert asked_for(form) == [1]
