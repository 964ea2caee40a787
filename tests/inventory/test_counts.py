"""Counting, receiving and reserving, as staff and orders do it."""

import pytest
from django.core.exceptions import ValidationError

from storefront.inventory.models import Location, Movement
from storefront.inventory.services import (
    OutOfStock,
    StockMoved,
    count_all,
    count_stock,
    receive,
    release,
    reserve,
    take,
)
from tests.builders import location, stock_of, variant

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def place() -> int:
    return Location.objects.first().pk


def test_a_count_is_a_movement_of_the_difference(django_user_model):
    ann = django_user_model.objects.create_user("ann")
    mug = variant("mug", stock=5)

    count_stock(variant_id=mug.pk, location_id=place(), on_hand=3, made_by=ann)

    last = Movement.objects.first()
    assert (stock_of(mug), last.quantity, last.made_by) == (3, -2, ann)


def test_counting_what_is_there_writes_nothing():
    mug = variant("mug", stock=5)

    count_stock(variant_id=mug.pk, location_id=place(), on_hand=5)

    assert Movement.objects.count() == 1


def test_a_count_is_refused_when_something_was_sold_since_it_was_read():
    mug = variant("mug", stock=5)
    take(variant_id=mug.pk, quantity=1, reference="K1")

    with pytest.raises(StockMoved, match="mug: 5 seen, 4 now"):
        count_stock(variant_id=mug.pk, location_id=place(), on_hand=9, seen=5)

    assert stock_of(mug) == 4


def test_counting_many_leaves_out_what_moved_meanwhile():
    mug, pot = variant("mug", stock=5), variant("pot", stock=5)
    take(variant_id=mug.pk, quantity=1, reference="K1")

    moved = count_all(
        counts={(mug.pk, place()): (5, 9), (pot.pk, place()): (5, 9)},
    )

    assert list(moved) == [(mug.pk, place())]
    assert (stock_of(mug), stock_of(pot)) == (4, 9)


@pytest.mark.parametrize("on_hand", [-1, 10**6 + 1, 10**20])
def test_refuses_a_count_nobody_means(on_hand):
    mug = variant("mug", stock=5)

    with pytest.raises(ValidationError):
        count_stock(variant_id=mug.pk, location_id=place(), on_hand=on_hand)

    assert stock_of(mug) == 5


def test_goods_received_twice_under_one_reference_count_once():
    mug = variant("mug", stock=1)

    for _twice in range(2):
        receive(variant_id=mug.pk, location_id=place(), quantity=4, reference="PO-7")

    assert stock_of(mug) == 5


def test_goods_may_arrive_at_a_place_that_never_had_any():
    mug = variant("mug", stock=1)

    receive(variant_id=mug.pk, location_id=location("Far").pk, quantity=4)

    assert stock_of(mug) == 5


def test_goods_make_up_for_what_was_sold_twice():
    mug = variant("mug", stock=0)
    mug.stock.update(on_hand=-5)

    receive(variant_id=mug.pk, location_id=place(), quantity=2)

    assert mug.stock.get().on_hand == -3


def test_what_is_reserved_cannot_be_sold_until_it_is_released():
    mug = variant("mug", stock=5)
    reserve(variant_id=mug.pk, quantity=4, reference="K1")

    with pytest.raises(OutOfStock, match="mug: 2 wanted, 1 left"):
        take(variant_id=mug.pk, quantity=2, reference="K2")
    release(variant_id=mug.pk, reference="K1")
    take(variant_id=mug.pk, quantity=2, reference="K2")

    assert stock_of(mug) == 3


def test_reserving_twice_for_one_reference_reserves_once():
    mug = variant("mug", stock=5)

    for _twice in range(2):
        reserve(variant_id=mug.pk, quantity=2, reference="K1")

    assert mug.stock.get().reserved == 2


def test_a_reference_may_reserve_again_after_its_release():
    mug = variant("mug", stock=5)

    for _again in range(2):
        reserve(variant_id=mug.pk, quantity=2, reference="K1")
        release(variant_id=mug.pk, reference="K1")

    assert stock_of(mug) == 5
