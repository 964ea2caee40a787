from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from storefront.orders import services
from storefront.orders.models import Order
from storefront.orders.signals import order_placed
from tests.builders import heard, stock_of, variant
from tests.buying import buyer, line, order
from tests.crowd import all_at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limits_of_the_shop(settings):
    settings.ORDERS_PER_PHONE = 3
    settings.ORDERS_PER_ADDRESS = 4


@pytest.mark.sqlite
def test_holds_the_fourth_order_of_a_phone_and_takes_no_stock_for_it():
    mug, lan = variant(stock=9), buyer()

    states = [order(line(mug), buyer=lan).state for _ in range(4)]

    assert states == ["placed", "placed", "placed", "held"]
    assert stock_of(mug) == 6


@pytest.mark.sqlite
def test_holds_the_fifth_order_of_an_address_whatever_the_phones():
    states = [order(client_ip="192.0.2.7").state for _ in range(5)]

    assert Counter(states) == {"placed": 4, "held": 1}


@pytest.mark.sqlite
def test_an_hour_later_the_phone_may_order_again():
    lan = buyer()
    with time_machine.travel(timezone.now() - timedelta(minutes=61), tick=True):
        for _ in range(3):
            order(buyer=lan)

    assert order(buyer=lan).state == Order.State.PLACED


@pytest.mark.sqlite
def test_a_held_order_is_not_announced():
    lan = buyer()
    for _ in range(3):
        order(buyer=lan)

    with heard(order_placed) as calls:
        order(buyer=lan)

    assert calls == []


@pytest.mark.django_db(transaction=True)
def test_parallel_orders_of_one_phone_do_not_slip_through():
    assert states_of_ten_at_once() == {"placed": 3, "held": 7}


@pytest.mark.django_db(transaction=True)
def test_control_without_waiting_for_turns_they_do(monkeypatch):
    monkeypatch.setattr(services, "wait_for_turn", lambda *keys: None)

    assert states_of_ten_at_once()["placed"] > 3


def states_of_ten_at_once() -> Counter[str]:
    mug, lan = variant(stock=99), buyer()
    placed = all_at_once([lambda: order(line(mug), buyer=lan)] * 10)
    return Counter(one.state for one in placed)
