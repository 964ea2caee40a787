"""Many buyers at once. Each race has a control in which the guard is gone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from storefront.inventory import services
from storefront.inventory.models import Location, Movement, Reservation, Stock
from storefront.inventory.services import (
    OutOfStock,
    count_stock,
    put_back,
    release,
    reserve,
    take,
)
from tests.builders import location, put, stock_of, variant

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 40


def at_once(work: Callable[[int], object], *, times: int = THREADS) -> list[object]:
    """Run `work(0)`, `work(1)` … in as many threads, all starting together."""
    start = Barrier(times)

    def run(number: int) -> object:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def buy(pk: int, reference: str) -> bool:
    try:
        take(variant_id=pk, quantity=1, reference=reference)
    except OutOfStock:
        return False
    return True


def sell(pk: int, *, tries_each: int = 5) -> int:
    """Let 40 buyers try five times each; return how many were told they have it."""

    def tries(buyer: int) -> int:
        return sum(buy(pk, f"{buyer}-{n}") for n in range(tries_each))

    return sum(at_once(tries))


def test_two_hundred_tries_for_fifty_units_sell_fifty():
    mug = variant("mug", stock=50)

    assert sell(mug.pk) == 50
    assert (stock_of(mug), Movement.objects.filter(reason="sale").count()) == (0, 50)


def test_without_the_guard_the_same_race_oversells(monkeypatch):
    mug = variant("mug", stock=50)
    monkeypatch.setattr(services, "enough", lambda _quantity: Q())

    assert sell(mug.pk) == 200
    assert mug.stock.get().on_hand == -150


def read_then_write(pk: int, reference: str) -> bool:
    """What `take` would be if it looked first and wrote what it had seen."""
    with transaction.atomic():
        stock = Stock.objects.get(variant=pk)
        if stock.on_hand - stock.reserved < 1:
            return False
        Stock.objects.filter(pk=stock.pk).update(on_hand=stock.on_hand - 1)
        stock.movements.create(quantity=-1, reason="sale", reference=reference)
    return True


def test_looking_first_and_writing_then_oversells():
    mug = variant("mug", stock=50)

    def tries(buyer: int) -> int:
        return sum(read_then_write(mug.pk, f"{buyer}-{n}") for n in range(5))

    assert sum(at_once(tries)) > 50


def test_two_variants_in_opposite_order_do_not_deadlock_when_taken_by_id():
    mug, pot = variant("mug", stock=1000), variant("pot", stock=1000)

    def order(buyer: int) -> None:
        wanted = [mug.pk, pot.pk] if buyer % 2 else [pot.pk, mug.pk]
        for n in range(3):
            with transaction.atomic():
                for pk in sorted(wanted):
                    take(variant_id=pk, quantity=1, reference=f"{buyer}-{n}")

    at_once(order)

    assert (stock_of(mug), stock_of(pot)) == (880, 880)


def test_places_of_one_variant_are_locked_in_one_order():
    """Counting goes by place, selling by rank: here the two are opposite."""
    mug = variant("mug", stock=500)
    Location.objects.update(position=9)
    put(mug, 100, location=location("First", position=0))
    places = sorted(mug.stock.values_list("location_id", flat=True))

    def work(number: int) -> None:
        if number % 2:
            buy(mug.pk, str(number))
            return
        with transaction.atomic():
            for place in places:
                count_stock(variant_id=mug.pk, location_id=place, on_hand=300)

    at_once(work)

    assert mug.stock.filter(on_hand__gt=300).count() == 0


def test_one_reference_taken_by_forty_at_once_is_one_sale():
    mug = variant("mug", stock=50)

    at_once(lambda _n: take(variant_id=mug.pk, quantity=1, reference="K1"))

    assert stock_of(mug) == 49


def test_one_reference_is_sold_from_one_place_only_when_the_first_runs_out():
    mug = variant("mug", stock=1)
    put(mug, 50, location=location("Far"))

    at_once(lambda _n: take(variant_id=mug.pk, quantity=1, reference="K1"))

    assert stock_of(mug) == 50


def test_putting_back_forty_times_at_once_puts_back_once():
    mug = variant("mug", stock=50)
    take(variant_id=mug.pk, quantity=5, reference="K1")

    at_once(lambda _n: put_back(variant_id=mug.pk, reference="K1"))

    assert stock_of(mug) == 50


def test_without_asking_for_the_movement_first_a_double_is_refused_by_the_database(
    monkeypatch,
):
    mug = variant("mug", stock=50)
    monkeypatch.setattr(services, "sold_before", lambda *_args: set())
    take(variant_id=mug.pk, quantity=1, reference="K1")

    with pytest.raises(IntegrityError, match="one_movement_per_reference"):
        take(variant_id=mug.pk, quantity=1, reference="K1")

    assert stock_of(mug) == 49


def test_reserving_and_selling_share_what_is_there():
    mug = variant("mug", stock=50)

    def work(number: int) -> bool:
        if number % 2:
            return buy(mug.pk, str(number))
        try:
            reserve(variant_id=mug.pk, quantity=2, reference=str(number))
        except OutOfStock:
            return False
        return True

    at_once(work)
    row = mug.stock.get()

    sold = Movement.objects.filter(reason="sale").count()
    held = 2 * Reservation.objects.open().count()
    assert (row.on_hand, row.reserved) == (50 - sold, held)
    assert 49 <= sold + held <= 50


def test_releasing_forty_times_at_once_releases_once():
    mug = variant("mug", stock=5)
    reserve(variant_id=mug.pk, quantity=2, reference="K1")
    reserve(variant_id=mug.pk, quantity=2, reference="K2")

    at_once(lambda _n: release(variant_id=mug.pk, reference="K1"))

    assert mug.stock.get().reserved == 2
