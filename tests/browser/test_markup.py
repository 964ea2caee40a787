"""Every page, as html-validate reads it."""

import pytest
from django.test import Client, override_settings

from storefront.catalog.models import Variant
from tests.browser._markup import complaints
from tests.browser._pages import CHOICES, fill_shop, shop_pages, staff_pages
from tests.buying import browser, put_in_cart

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(tmp_path):
    with override_settings(ROOT_URLCONF="tests.browser._pages"):
        owner = fill_shop()
        answers = dict(answers_for(owner))
        assert {one.status_code for one in answers.values()} == {200, 404, 422}
        yield {name: one.content for name, one in answers.items()}


def answers_for(owner):
    shopper, staff = browser(), Client()
    staff.force_login(owner)
    for language in ("vi", "en"):
        for shown in shop_pages():
            if not shown.prepare:
                yield shown.name + language, shopper.get(shown.path.format(language))
    put_in_cart(shopper, variant_of_choices())
    for name in ("cart", "checkout"):
        yield f"full {name}", shopper.get(f"/vi/{name}/")
    yield "mistakes", shopper.post("/vi/checkout/", {})
    yield "admin sign-in", Client().get("/admin/login/")
    for shown in staff_pages():
        yield shown.name, staff.get(shown.path)


def variant_of_choices():
    return Variant.objects.filter(product__slug=CHOICES, stock__on_hand__gt=3).first()


def test_html_validate_finds_no_error_on_any_page(pages, tmp_path):
    found = complaints(pages, tmp_path)

    assert found == [], "\n".join(found)


def test_the_watch_sees_an_element_that_is_not_closed(pages, tmp_path):
    home = pages["homevi"].replace(b"</main>", b"")

    assert "close-order" in str(complaints({"home": home}, tmp_path))
