"""What pages may tell of stock: a state, read in few queries."""

import pytest

from storefront.inventory.models import Availability, Stock
from storefront.inventory.services import reserve
from tests.builders import location, product, put, variant

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.mark.parametrize(
    ("units", "state"),
    [(-2, "SOLD_OUT"), (0, "SOLD_OUT"), (3, "FEW_LEFT"), (4, "IN_STOCK")],
)
def test_the_state_follows_from_the_units(units, state):
    assert Availability.of(units) == Availability[state]


def test_a_variant_is_as_available_as_all_its_online_places():
    mug = variant("mug", stock=3)
    put(mug, 2, location=location("Far"))
    put(mug, 9, location=location("Shop", sells_online=False))
    reserve(variant_id=mug.pk, quantity=2, reference="K1")

    assert Stock.objects.available_by_variant([mug.pk]) == {mug.pk: 3}


def test_a_place_sold_below_zero_takes_nothing_from_the_others():
    mug = variant("mug", stock=0)
    mug.stock.update(on_hand=-2)
    put(mug, 5, location=location("Far"))

    assert Stock.objects.available_by_variant([mug.pk]) == {mug.pk: 5}


def test_every_variant_asked_for_has_a_state():
    mug, card = variant("mug"), variant("card", stock_tracked=False)

    assert Stock.objects.availability_by_variant([mug.pk, card.pk]) == {
        mug.pk: Availability.SOLD_OUT,
        card.pk: Availability.IN_STOCK,
    }


def test_a_product_is_as_available_as_its_best_variant():
    cup = product("Cup", axis_1="color")
    variant("cup-red", product=cup, option_1_vi="Đỏ", stock=0)
    variant("cup-blue", product=cup, option_1_vi="Xanh", stock=2)
    variant("cup-old", product=cup, option_1_vi="Nâu", stock=50, archived=True)

    assert Stock.objects.availability_by_product([cup.pk]) == {
        cup.pk: Availability.FEW_LEFT
    }


def test_the_states_of_a_page_take_three_queries(django_assert_num_queries):
    products = [variant(stock=1).product_id for _ in range(12)]

    with django_assert_num_queries(3):
        Stock.objects.availability_by_product(products)


def test_a_new_variant_has_a_stock_row_so_that_staff_find_it():
    mug = variant("mug")

    assert [(row.on_hand, row.reserved) for row in mug.stock.all()] == [(0, 0)]
