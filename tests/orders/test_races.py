"""Orders placed at once, on PostgreSQL. Each guard is proved by taking it away."""

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from storefront.inventory.services import take
from storefront.orders import services
from storefront.orders.models import Order, OrderLine
from storefront.orders.services import cancel_order
from storefront.orders.signals import order_cancelled
from tests.builders import heard, stock_of, variant
from tests.buying import line, order
from tests.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_key_in_parallel_is_one_order():
    placed = placed_with_one_key()

    assert {one.pk for one in placed} == {Order.objects.get().pk}


def test_without_taking_turns_the_unique_key_still_lets_one_through(monkeypatch):
    monkeypatch.setattr(services, "wait_for_turn", lambda *keys: None)

    placed_with_one_key()

    assert Order.objects.count() == 1


def test_control_without_turns_and_the_unique_key_there_are_more(monkeypatch):
    monkeypatch.setattr(services, "wait_for_turn", lambda *keys: None)
    with any_key_goes():
        placed_with_one_key()

        assert Order.objects.count() > 1


def test_two_products_in_opposite_order_meet_no_deadlock():
    assert outcomes_of_forty() == {"Order": 40}


def test_control_without_the_one_lock_order_they_do(monkeypatch):
    monkeypatch.setattr(services, "take_stock", take_as_the_buyer_wrote_it)

    assert outcomes_of_forty()["OperationalError"] > 0


def test_cancelled_at_once_it_is_cancelled_once():
    assert cancelled_by_eight() == {"stock": 5, "events": 1, "announced": 1}


def test_control_without_the_lock_it_is_cancelled_more_often(monkeypatch):
    unlocked = Order.objects.get
    monkeypatch.setattr(services, "locked", lambda order: unlocked(pk=order.pk))

    assert any(cancelled_by_eight()["events"] > 1 for _ in range(10))


def placed_with_one_key() -> list[object]:
    mug, key = variant(stock=99), uuid.uuid4()
    placed = all_at_once([lambda: order(line(mug), checkout_key=key)] * 8)
    assert stock_of(mug) == 99 - Order.objects.count()
    return placed


def outcomes_of_forty() -> Counter[str]:
    mug, pot = variant(stock=99), variant(stock=99)
    calls = [
        lambda: order(line(mug), line(pot)),
        lambda: order(line(pot), line(mug)),
    ]
    return Counter(type(one).__name__ for one in all_at_once(calls * 20))


def cancelled_by_eight() -> dict[str, int]:
    mug = variant(stock=5)
    placed = order(line(mug, 2))
    with heard(order_cancelled) as calls:
        all_at_once([lambda: cancel_order(order=placed, by=None)] * 8)
    events = placed.events.filter(kind="cancelled").count()
    return {"stock": stock_of(mug), "events": events, "announced": len(calls)}


def take_as_the_buyer_wrote_it(order: Order, lines: list[OrderLine]) -> None:
    for one in lines:
        take(variant_id=one.variant_id, quantity=one.quantity, reference=order.number)


@contextmanager
def any_key_goes() -> Iterator[None]:
    """Without the constraint on checkout_key, for as long as it takes."""
    with connection.cursor() as cursor:
        names = connection.introspection.get_constraints(cursor, Order._meta.db_table)
        name = next(
            name
            for name, one in names.items()
            if one["unique"] and one["columns"] == ["checkout_key"]
        )
        cursor.execute(f'ALTER TABLE orders_order DROP CONSTRAINT "{name}"')
        try:
            yield
        finally:
            cursor.execute("TRUNCATE orders_order CASCADE")
            again = f'ADD CONSTRAINT "{name}" UNIQUE (checkout_key)'
            cursor.execute(f"ALTER TABLE orders_order {again}")
