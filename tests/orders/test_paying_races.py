"""The due job against late money. The guard is proved by taking it away."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from storefront.orders import services
from storefront.orders.models import Order
from storefront.orders.paying import add_money, expire_orders
from tests.builders import variant
from tests.buying import line, order
from tests.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_money_that_comes_while_the_order_expires_sells_the_goods_once():
    for _ in range(5):
        assert paid_while_expiring() == {
            "state": "placed",
            "paid": 130_000,
            "on_hand": 1,
            "reserved": 0,
        }


def test_control_without_the_lock_something_is_lost(monkeypatch):
    unlocked = Order.objects.get
    monkeypatch.setattr(services, "locked", lambda order: unlocked(pk=order.pk))
    right = {"state": "placed", "paid": 130_000, "on_hand": 1, "reserved": 0}

    assert any(paid_while_expiring() != right for _ in range(10))


def paid_while_expiring() -> dict[str, object]:
    mug = variant(stock=2)
    placed = order(line(mug), payment=Order.Payment.BANK_TRANSFER)
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=True):
        halves = [lambda: add_money(order=placed, amount=65_000)] * 2
        all_at_once([expire_orders, *halves, expire_orders])
    placed.refresh_from_db()
    row = mug.stock.get()
    return {
        "state": placed.state,
        "paid": placed.paid,
        "on_hand": row.on_hand,
        "reserved": row.reserved,
    }
