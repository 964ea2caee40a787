"""Staff write a description as it will look, and need not know its markup."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page

from storefront.catalog.models import Product
from tests.browser._pages import sign_in
from tests.builders import product, variant
from tests.people import ann

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cup() -> Product:
    html = "<p>Men <b>lam</b></p>\n<ul><li>Sứ</li></ul>"
    return variant("coc", product=product("Cốc", description_vi=html)).product


@pytest.fixture
def form(browser: Browser, live_server, cup) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    sign_in(page, ann(), live_server.url)
    page.goto(f"/admin/catalog/product/{cup.pk}/change/")
    yield page
    context.close()


def view(form: Page) -> Locator:
    return form.locator(".describing-view").first


def save(form: Page) -> str:
    form.locator("[name=_continue]").click()
    form.wait_for_selector(".messagelist .success")
    return str(Product.objects.get().description_vi)


def test_it_is_shown_without_markup(form):
    assert view(form).inner_text().split() == ["Men", "lam", "Sứ"]
    assert form.locator("[name=description_vi]").is_hidden()


def test_what_nobody_touched_stays_as_it_is(form, cup):
    assert save(form) == cup.description_vi


def test_what_is_typed_is_kept_in_paragraphs(form):
    view(form).fill("")
    view(form).press_sequentially("Một")
    view(form).press("Enter")
    view(form).press_sequentially("Hai")

    assert save(form) == "<p>Một</p>\n<p>Hai</p>"


def test_a_line_becomes_a_heading_at_a_click(form):
    view(form).locator("p").click()
    form.locator("[data-block=h3]").first.click()

    assert save(form).startswith("<h3>Men <b>lam</b></h3>")


def test_what_is_all_taken_away_leaves_nothing(form):
    view(form).fill("")

    assert save(form) == ""


def test_what_others_would_run_is_not_taken_in(form):
    form.locator("[data-markup]").first.click()
    odd = '<p style="color:red">A<img src=x onerror=alert(1)></p><script>b</script>'
    form.locator("[name=description_vi]").fill(odd)
    form.locator("[data-markup]").first.click()

    assert view(form).inner_html() == "<p>A</p>"


def test_without_scripts_the_markup_is_there_to_write(browser, live_server, cup):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, ann(), live_server.url)
    page.goto(f"/admin/catalog/product/{cup.pk}/change/")

    field = page.locator("[name=description_vi]")
    assert (field.is_visible(), field.input_value()) == (True, cup.description_vi)
    context.close()
