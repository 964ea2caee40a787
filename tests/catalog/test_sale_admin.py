"""How staff give a variant a price for a while, in the form of its product."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from storefront.catalog.models import SalePrice, Variant
from storefront.catalog.signals import prices_changed, products_changed
from tests.builders import heard, variant
from tests.catalog.filling import filled

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NEXT_WEEK = {
    "variants__0__sale_amount": "80.000",
    "variants__0__sale_starts_at_0": "2090-12-11",
    "variants__0__sale_starts_at_1": "20:00:00",
    "variants__0__sale_ends_at_0": "2090-12-12",
    "variants__0__sale_ends_at_1": "23:59:00",
}


@pytest.fixture
def ann(admin_client):
    """The owner, in English."""
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return admin_client


def edit(client, row: Variant, **anew: object):
    page = reverse("admin:catalog_product_change", args=[row.product_id])
    return client.post(page, filled(client.get(page), **anew), follow=True)


def refused(response) -> list[str]:
    forms = response.context["inline_admin_formsets"][0].formset.errors
    return [text for texts in forms[0].values() for text in texts]


def test_a_sale_from_and_until_is_kept_in_the_shop_s_own_time(ann):
    edit(ann, variant(price=100_000), **NEXT_WEEK)

    sale = SalePrice.objects.get()
    assert sale.amount == 80_000
    assert sale.starts_at == datetime(2090, 12, 11, 20, tzinfo=HANOI)
    assert sale.ends_at == datetime(2090, 12, 12, 23, 59, tzinfo=HANOI)


def test_without_moments_it_begins_at_once_and_is_told_as_a_price(ann):
    mug = variant(price=100_000)

    with heard(prices_changed) as prices, heard(products_changed) as products:
        edit(ann, mug, variants__0__sale_amount="80.000")

    mug.refresh_from_db()
    assert (mug.price, mug.compare_at_price) == (80_000, 100_000)
    assert (bool(prices), products) == (True, [])


def test_an_emptied_sale_price_brings_the_usual_one_back(ann):
    mug = variant(price=100_000)
    edit(ann, mug, variants__0__sale_amount="80.000")

    edit(ann, mug, variants__0__sale_amount="")

    mug.refresh_from_db()
    assert (mug.price, SalePrice.objects.count()) == (100_000, 0)


def test_saving_the_page_again_leaves_a_sale_as_it_is(ann):
    mug = variant(price=100_000)
    edit(ann, mug, **NEXT_WEEK)
    before = SalePrice.objects.values().get()

    edit(ann, mug, title_vi="Cốc sứ")

    assert SalePrice.objects.values().get() == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"sale_amount": "100.000"}, "A sale price is below the usual price."),
        ({"sale_amount": "0"}, "A price is above zero."),
        ({"sale_amount": ""}, "Which price holds until then?"),
        ({"sale_ends_at_0": "2090-12-10"}, "The sale must end after it starts."),
        (
            {"sale_starts_at_0": "2020-01-01", "sale_ends_at_0": "2020-01-02"},
            "This moment is over already.",
        ),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(ann, typed, said):
    mug = variant(price=100_000)
    anew = {f"variants__0__{name}": value for name, value in typed.items()}

    response = edit(ann, mug, **(NEXT_WEEK | anew))

    assert (refused(response), SalePrice.objects.count()) == ([said], 0)
