"""A price for a while: it begins and ends by the clock, and nobody presses anything."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from storefront.cart.contents import contents_of
from storefront.cart.models import Cart
from storefront.catalog import switching
from storefront.catalog.models import SalePrice, Variant
from storefront.catalog.price import Price
from storefront.catalog.services import change_prices
from storefront.catalog.signals import prices_changed
from storefront.catalog.switching import drop_sale, set_sale, switch_due
from storefront.channels.models import Change
from storefront.contract import clock, data
from storefront.orders.services import PriceChanged
from tests.builders import heard, variant
from tests.buying import line, order
from tests.crowd import all_at_once

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@contextmanager
def later(delay: timedelta) -> Iterator[None]:
    with time_machine.travel(clock.now() + delay, tick=True):
        yield


def on_offer(
    row: Variant, amount: int, *, starts: timedelta = HOUR, hours: int | None = 2
) -> SalePrice:
    """For two hours, from in an hour."""
    begins = clock.now() + starts
    ends = None if hours is None else begins + hours * HOUR
    return set_sale(variant_id=row.pk, amount=amount, starts_at=begins, ends_at=ends)


def price(row: Variant) -> tuple[int, int | None]:
    row.refresh_from_db()
    return row.price, row.compare_at_price


@pytest.mark.sqlite
def test_it_begins_and_ends_at_its_moments():
    mug = variant(price=100_000, compare_at_price=120_000)
    on_offer(mug, 80_000)
    seen = [price(mug)]

    for hours in (2, 4):
        with later(hours * HOUR):
            switch_due()
        seen.append(price(mug))

    assert seen == [(100_000, 120_000), (80_000, 100_000), (100_000, 120_000)]
    assert not SalePrice.objects.exists()


@pytest.mark.sqlite
def test_channels_hear_of_both_boundaries_and_of_nothing_between():
    mug = variant(price=100_000)
    on_offer(mug, 80_000)
    Change.objects.all().delete()

    for hours in (0.5, 2, 2.5, 4):
        with later(hours * HOUR):
            switch_due()

    told = Change.objects.values_list("variant_id", "part")
    assert list(told) == [(mug.pk, data.Part.PRICE)] * 2


def test_it_is_announced_inside_the_transaction_that_writes_it():
    mug = variant(price=100_000)
    on_offer(mug, 80_000)
    inside: list[bool] = []

    with later(2 * HOUR), heard(prices_changed, inside=inside):
        switch_due()

    assert inside == [True]


def test_one_that_should_run_already_begins_at_once():
    mug = variant(price=100_000)

    on_offer(mug, 80_000, starts=-HOUR)

    assert price(mug) == (80_000, 100_000)


def test_without_an_end_it_runs_until_it_is_taken_away():
    mug = variant(price=100_000)
    on_offer(mug, 80_000, starts=-HOUR, hours=None)
    with later(9_999 * HOUR):
        switch_due()
    running = price(mug)

    drop_sale(variant_id=mug.pk)

    assert (running, price(mug)) == ((80_000, 100_000), (100_000, None))


def test_another_one_starts_from_the_usual_price():
    mug = variant(price=100_000)
    on_offer(mug, 80_000, starts=-HOUR)

    on_offer(mug, 90_000, starts=-HOUR)
    drop_sale(variant_id=mug.pk)

    assert price(mug) == (100_000, None)


def test_it_is_below_the_usual_price_also_while_another_runs():
    mug = variant(price=100_000)
    on_offer(mug, 80_000, starts=-HOUR)

    with pytest.raises(ValidationError, match="below the usual price"):
        on_offer(mug, 100_000)

    assert price(mug) == (80_000, 100_000)
    assert SalePrice.objects.get().amount == 80_000


def test_a_price_before_that_is_edited_while_it_runs_is_what_comes_back():
    mug = variant(price=100_000)
    on_offer(mug, 80_000, starts=-HOUR)
    change_prices(prices={mug.pk: Price(80_000, 110_000)})

    with later(4 * HOUR):
        switch_due()

    assert price(mug) == (110_000, None)


def test_a_price_that_is_written_by_hand_while_it_runs_stays():
    mug = variant(price=100_000)
    on_offer(mug, 80_000, starts=-HOUR)
    change_prices(prices={mug.pk: Price(95_000)})

    with later(4 * HOUR):
        switch_due()

    assert price(mug) == (95_000, None)


@pytest.mark.parametrize("usual", [70_000, 80_000])
def test_it_never_begins_where_the_usual_price_is_no_higher_by_then(usual):
    mug = variant(price=100_000)
    on_offer(mug, 80_000)
    change_prices(prices={mug.pk: Price(usual, 100_000)})

    with later(2 * HOUR):
        switch_due()

    assert price(mug) == (usual, 100_000)
    assert not SalePrice.objects.exists()


def test_one_that_was_missed_altogether_changes_nothing():
    mug = variant(price=100_000)
    on_offer(mug, 80_000)

    with later(9 * HOUR), heard(prices_changed) as calls:
        switch_due()

    assert (price(mug), calls) == ((100_000, None), [])


@pytest.mark.parametrize(("hours", "asked"), [(2, 80_000), (4, 100_000)])
def test_checkout_asks_the_clock_and_not_the_job(hours, asked):
    mug = variant(price=100_000, stock=5)
    on_offer(mug, 80_000)
    if hours == 4:
        with later(2 * HOUR):
            switch_due()

    with later(hours * HOUR):
        placed = order(line(mug))

    assert placed.subtotal == asked


def test_who_saw_the_price_of_before_is_told_before_anything_is_bought():
    mug = variant(price=100_000, stock=5)
    on_offer(mug, 80_000, starts=-HOUR)

    with later(4 * HOUR), pytest.raises(PriceChanged) as told:
        order(line(mug, seen_price=80_000))

    assert told.value.price == 100_000


def test_a_cart_shows_the_price_of_the_moment_before_the_job_ran():
    mug = variant(price=100_000, stock=5)
    on_offer(mug, 80_000)
    cart = Cart.objects.create()
    cart.lines.create(variant=mug, quantity=2, seen_price=100_000)

    with later(2 * HOUR):
        contents = contents_of(cart)

    assert (contents.subtotal, contents.price_changed) == (160_000, True)


@pytest.mark.django_db(transaction=True)
def test_switched_by_eight_at_once_it_is_told_once():
    assert told_by_eight() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_it_is_told_more_often(monkeypatch):
    monkeypatch.setattr(switching, "lock", unlocked)

    assert any(told_by_eight() > 1 for _ in range(10))


def told_by_eight() -> int:
    mug = variant(price=100_000)
    on_offer(mug, 80_000, starts=timedelta(microseconds=-1), hours=None)
    SalePrice.objects.update(running=False)
    Variant.objects.update(price=100_000, compare_at_price=None)
    with heard(prices_changed) as calls:
        all_at_once([switch_due] * 8)
    return len(calls)


def unlocked(variant_ids: list[int]) -> list[Variant]:
    return list(Variant.objects.filter(pk__in=variant_ids).order_by("pk"))
