"""How staff see and count stock."""

import pytest
from django.urls import reverse

from storefront.catalog.models import Variant
from storefront.inventory.models import Location, Movement, Stock
from storefront.inventory.services import reserve, take
from storefront.inventory.signals import stock_changed
from tests.builders import heard, location, product, stock_of, variant

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LIST = "admin:inventory_stock_changelist"


@pytest.fixture
def ann(admin_client):
    """The owner, in English."""
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return admin_client


def page_of(*variants: Variant) -> str:
    ids = ",".join(str(row.product_id) for row in variants)
    return f"{reverse('admin:inventory_count')}?ids={ids}"


def answer(response, **counted: object) -> dict[str, object]:
    data: dict[str, object] = {}
    for row in response.context["rows"]:
        sku = row.stock.variant.sku
        data[row["seen"].html_name] = row["seen"].value()
        data[row["counted"].html_name] = counted.get(sku, row["counted"].value())
    return data


def test_what_was_counted_is_saved_with_who_counted_it(ann):
    mug, pot = variant("mug", stock=5), variant("pot", stock=5)
    shown = ann.get(page_of(mug, pot))

    with heard(stock_changed) as calls:
        response = ann.post(page_of(mug, pot), answer(shown, mug=3), follow=True)

    assert (stock_of(mug), stock_of(pot)) == (3, 5)
    assert [call["variant_ids"] for call in calls] == [[mug.pk]]
    assert Movement.objects.first().made_by.username == "admin"
    assert "1 count saved." in response.text


def test_a_row_that_moved_meanwhile_is_shown_again_and_the_others_are_saved(ann):
    mug, pot = variant("mug", stock=5), variant("pot", stock=5)
    shown = ann.get(page_of(mug, pot))
    take(variant_id=mug.pk, quantity=1, reference="K1")

    again = ann.post(page_of(mug, pot), answer(shown, mug=9, pot=9))

    assert "5 when you looked, 4 now. Please count again." in again.text
    assert (stock_of(mug), stock_of(pot)) == (4, 9)
    ann.post(page_of(mug, pot), answer(again))
    assert stock_of(mug) == 9


def test_a_row_left_alone_keeps_what_was_sold_meanwhile(ann):
    mug, pot = variant("mug", stock=5), variant("pot", stock=5)
    shown = ann.get(page_of(mug, pot))
    take(variant_id=mug.pk, quantity=1, reference="K1")

    ann.post(page_of(mug, pot), answer(shown, pot=9))

    assert (stock_of(mug), stock_of(pot)) == (4, 9)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("-1", "greater than or equal to 0"),
        ("9" * 30, "less than or equal to 1000000"),
        ("1.5", "Enter a whole number."),
        ("mười", "Enter a whole number."),
        ("\x00", "Enter a whole number."),
        ("", "This field is required."),
    ],
)
def test_a_count_nobody_means_changes_nothing(ann, typed, message):
    mug, pot = variant("mug", stock=5), variant("pot", stock=5)
    shown = ann.get(page_of(mug, pot))

    response = ann.post(page_of(mug, pot), answer(shown, mug=typed, pot=9))

    assert message in str(response.context["rows"][0].errors)
    assert (stock_of(mug), stock_of(pot)) == (5, 5)


@pytest.mark.parametrize("ids", ["", "x", "9" * 40, "\x00"])
def test_an_odd_address_does_no_harm(ann, ids):
    for name in ("ids", "rows"):
        page = ann.get(reverse("admin:inventory_count"), {name: ids})
        assert page.status_code == 200


def test_products_are_counted_from_their_list(ann):
    mug = variant("mug", stock=5)
    chosen = {"action": "count_stock", "_selected_action": [mug.product_id]}

    response = ann.post(reverse("admin:catalog_product_changelist"), chosen)

    assert response["Location"] == page_of(mug)


@pytest.mark.parametrize(
    ("chosen", "skus"),
    [
        ({}, ["few", "many", "out", "twice"]),
        ({"stock": "out"}, ["out", "twice"]),
        ({"stock": "few"}, ["few"]),
        ({"stock": "in"}, ["many"]),
        ({"stock": "short"}, ["twice"]),
        ({"q": "DO"}, ["many"]),
        ({"q": "x" * 5000}, []),
    ],
)
def test_the_list_is_narrowed(ann, chosen, skus):
    for sku, units in (("out", 0), ("few", 3), ("twice", 0)):
        variant(sku, stock=units)
    variant("many", stock=9, product=product("Yếm đỏ"))
    variant("gone", stock=9, archived=True)
    variant("card", stock_tracked=False)
    Stock.objects.filter(variant__sku="twice").update(on_hand=-1)

    found = ann.get(reverse(LIST), chosen).context["cl"].result_list

    assert sorted(row.variant.sku for row in found) == skus


def test_a_variant_is_brought_to_another_place(ann):
    mug, far = variant("mug", stock=5), location("Far")

    ann.post(
        reverse("admin:inventory_stock_add"),
        {"variant": mug.pk, "location": far.pk, "on_hand": 4}
        | {f"movements-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")},
    )

    assert stock_of(mug) == 9
    assert Movement.objects.filter(stock__location=far).count() == 1


def test_a_stock_row_is_read_and_not_written(ann):
    mug = variant("mug", stock=5)
    page = reverse("admin:inventory_stock_change", args=[mug.stock.get().pk])

    ann.post(page, {"on_hand": 99, "movements-TOTAL_FORMS": 0})

    assert stock_of(mug) == 5


@pytest.mark.parametrize("ledger", ["movement", "reservation"])
def test_the_ledgers_are_read_and_never_written(ann, ledger):
    mug = variant("mug", stock=5)
    reserve(variant_id=mug.pk, quantity=1, reference="K1")

    assert ann.get(reverse(f"admin:inventory_{ledger}_changelist")).status_code == 200
    assert ann.get(reverse(f"admin:inventory_{ledger}_add")).status_code == 403


@pytest.mark.parametrize("position", ["-1", "9" * 30, "x"])
def test_a_place_has_a_position_somebody_means(ann, position):
    page = reverse("admin:inventory_location_add")

    ann.post(page, {"name": "Far", "position": position})

    assert Location.objects.filter(name="Far").count() == 0
