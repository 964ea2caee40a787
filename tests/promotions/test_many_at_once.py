"""Vouchers under many orders at once. The guard is proved by taking it away."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection

from storefront.promotions import services
from storefront.promotions.models import Voucher
from tests.builders import variant
from tests.buying import line, order
from tests.crowd import all_at_once
from tests.vouchers import voucher

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("limit", [1, 10])
def test_fifty_orders_at_once_use_it_exactly_up_to_its_limit(limit):
    limited = voucher(total_limit=limit)

    outcomes = orders_at_once(limited)

    assert outcomes == {"Order": limit, "VoucherRefused": 50 - limit}
    assert limited.uses.open().count() == limit


def test_one_phone_uses_it_once_whatever_it_sends_at_once(settings):
    settings.ORDERS_PER_PHONE = settings.MOST_ORDERS_PER_PHONE = 99
    once = voucher(per_customer=1)

    assert uses_by_one_phone(once) == 1


def test_control_without_the_lock_more_than_one_gets_through(monkeypatch, settings):
    settings.ORDERS_PER_PHONE = settings.MOST_ORDERS_PER_PHONE = 99
    monkeypatch.setattr(services, "locked", unlocked)
    monkeypatch.setattr("storefront.orders.services.wait_for_turn", lambda *keys: None)
    once = voucher(per_customer=1)

    assert any(uses_by_one_phone(once) > 1 for _ in range(5))


def test_control_without_lock_and_constraint_the_limit_is_overrun(monkeypatch):
    monkeypatch.setattr(services, "locked", unlocked_by_two(Barrier(2)))
    single = voucher(total_limit=1)
    with connection.cursor() as cursor:
        drop = "ALTER TABLE promotions_voucher DROP CONSTRAINT used_within_the_limit"
        cursor.execute(drop)
        try:
            outcomes = orders_at_once(single)
        finally:
            cursor.execute("UPDATE promotions_voucher SET total_limit = NULL")
            check = "CHECK (total_limit IS NULL OR used <= total_limit)"
            cursor.execute(
                "ALTER TABLE promotions_voucher"
                f" ADD CONSTRAINT used_within_the_limit {check}"
            )

    assert outcomes["Order"] > 1


def orders_at_once(one: Voucher) -> Counter[str]:
    mug = variant(stock=99)
    calls = [lambda: order(line(mug), voucher_code=one.code)] * 50
    return Counter(type(outcome).__name__ for outcome in all_at_once(calls))


def uses_by_one_phone(one: Voucher) -> int:
    mug = variant(stock=99)

    def use(number: int) -> None:
        services.use_voucher(
            code=one.code, goods=1, phone="+84900000001", reference=f"{mug.pk}-{number}"
        )

    one.uses.all().delete()
    all_at_once([lambda number=number: use(number) for number in range(8)])
    return one.uses.count()


def unlocked(code: str) -> Voucher | None:
    return Voucher.objects.filter(code=code).first()


def unlocked_by_two(both: Barrier) -> Callable[[str], Voucher | None]:
    """Two have read it before one of them goes on: what the lock is there against."""

    def read(code: str) -> Voucher | None:
        found = unlocked(code)
        with suppress(BrokenBarrierError):
            both.wait(20)
        return found

    return read
