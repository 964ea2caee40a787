"""What channels sold: booked as a fact, once, and followed wherever it goes."""

import threading
from collections.abc import Callable

import pytest

from storefront.catalog.models import Variant
from storefront.inventory import channel_sales
from storefront.inventory.channel_sales import book
from storefront.inventory.models import Movement, Stock
from tests.builders import location, put, variant
from tests.crowd import all_at_once


def standing(of: Variant) -> tuple[int, int]:
    """On hand and reserved, all places together."""
    rows = Stock.objects.filter(variant=of).values_list("on_hand", "reserved")
    return sum(row[0] for row in rows), sum(row[1] for row in rows)


def balanced(of: Variant) -> bool:
    moved = Movement.objects.filter(stock__variant=of).values_list("quantity")
    return sum(quantity for (quantity,) in moved) == standing(of)[0]


@pytest.mark.sqlite
def test_books_a_sale_once_however_often_it_is_told(db):
    mug = variant("mug", stock=5)

    for _ in range(3):
        book(variant_id=mug.pk, reference="K7", sold=2)

    assert (standing(mug), balanced(mug)) == ((3, 0), True)


@pytest.mark.sqlite
def test_sets_aside_on_hold_and_sells_what_it_set_aside(db):
    mug = variant("mug", stock=5)

    book(variant_id=mug.pk, reference="K7", sold=0, set_aside=2)
    on_hold = standing(mug)
    book(variant_id=mug.pk, reference="K7", sold=2)

    assert (on_hold, standing(mug)) == ((5, 2), (3, 0))


@pytest.mark.parametrize(("there", "left"), [(5, (5, 3)), (1, (3, 1))])
def test_takes_from_where_the_channel_sends_it_if_there_is_enough(db, there, left):
    north, south = location("North"), location("South")
    mug = variant("mug")
    put(mug, 5, location=north)
    put(mug, there, location=south)

    book(variant_id=mug.pk, reference="K7", sold=2, locations=[south.pk])

    rows = [Stock.objects.get(variant=mug, location=one) for one in (north, south)]
    assert tuple(row.on_hand for row in rows) == left


def test_gives_everything_back_when_nothing_is_sold_any_more(db):
    mug = variant("mug", stock=5)
    book(variant_id=mug.pk, reference="K7", sold=2)

    book(variant_id=mug.pk, reference="K7", sold=0)

    assert (standing(mug), balanced(mug)) == ((5, 0), True)


def test_goes_below_zero_and_says_how_many_are_missing(db):
    mug = variant("mug", stock=1)

    missing = book(variant_id=mug.pk, reference="K7", sold=3)

    assert (missing, standing(mug)) == (2, (-2, 0))


def test_names_only_its_own_units_as_missing(db):
    mug = variant("mug", stock=0)
    book(variant_id=mug.pk, reference="K7", sold=2)

    assert book(variant_id=mug.pk, reference="M4", sold=1) == 1


def test_does_not_call_units_missing_twice(db):
    mug = variant("mug", stock=0)
    book(variant_id=mug.pk, reference="K7", sold=0, set_aside=1)

    assert book(variant_id=mug.pk, reference="K7", sold=1) == 0


def test_takes_from_the_place_that_has_enough(db):
    mug, near, far = variant("mug"), location("near"), location("far")
    put(mug, 1, location=near)
    put(mug, 4, location=far)

    book(variant_id=mug.pk, reference="K7", sold=3)

    assert Stock.objects.get(variant=mug, location=far).on_hand == 1


def test_gives_back_to_where_it_took_from(db):
    mug, near, far = variant("mug"), location("near"), location("far")
    put(mug, 0, location=near)
    put(mug, 1, location=far)
    book(variant_id=mug.pk, reference="K7", sold=1)
    put(mug, 9, location=near)

    book(variant_id=mug.pk, reference="K7", sold=0)

    assert Stock.objects.get(variant=mug, location=far).on_hand == 1


def test_moves_nothing_of_what_is_not_counted(db):
    card = variant("card", stock_tracked=False)

    assert book(variant_id=card.pk, reference="K7", sold=3) == 0
    assert not Movement.objects.exists()


def test_two_workers_at_once_book_it_once(transactional_db):
    mug = variant("mug", stock=9)

    all_at_once([lambda: book(variant_id=mug.pk, reference="K7", sold=2)] * 4)

    assert (standing(mug), balanced(mug)) == ((7, 0), True)


def test_without_the_lock_two_workers_would_book_it_twice(
    transactional_db, monkeypatch
):
    """Control: the same crowd, with the row lock taken away."""
    mug = variant("mug", stock=9)
    monkeypatch.setattr(channel_sales, "lock_places", unlocked(mug))
    meet_before_writing(monkeypatch)

    all_at_once([lambda: book(variant_id=mug.pk, reference="K7", sold=2)] * 2)

    assert standing(mug) == (5, 0)


def unlocked(of: Variant) -> Callable[..., list[Stock]]:
    return lambda *_args, **_options: list(
        Stock.objects.filter(variant=of).select_related("location")
    )


def meet_before_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let both read before either writes."""
    met = threading.Barrier(2, timeout=20)
    read = channel_sales.taken_by

    def read_and_wait(stock: Stock, reference: str) -> int:
        taken = read(stock, reference)
        met.wait()
        return taken

    monkeypatch.setattr(channel_sales, "taken_by", read_and_wait)
