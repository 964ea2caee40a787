import pytest

from storefront.inventory.services import put_back
from storefront.orders.models import Order
from storefront.orders.services import (
    OrderMovedOn,
    cancel_order,
    complete_order,
    confirm_order,
)
from storefront.orders.signals import order_cancelled
from tests.builders import heard, stock_of, variant
from tests.buying import buyer, line, order
from tests.people import bob

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_puts_the_stock_back():
    mug = variant(stock=5)
    placed = order(line(mug, 2))

    cancelled = cancel_order(order=placed, by=None)

    assert (cancelled.state, stock_of(mug)) == (Order.State.CANCELLED, 5)


def test_twice_puts_it_back_once():
    mug = variant(stock=5)
    placed = order(line(mug, 2))

    cancel_order(order=placed, by=None)
    cancel_order(order=placed, by=None)

    assert (stock_of(mug), placed.events.count()) == (5, 2)


def test_a_held_order_has_nothing_to_put_back(settings):
    settings.ORDERS_PER_PHONE = 0
    mug = variant(stock=5)

    cancel_order(order=order(line(mug)), by=None)

    assert stock_of(mug) == 5


def test_the_customer_may_not_once_staff_have_confirmed():
    placed, staff = order(), bob()
    confirm_order(order=placed, by=staff)

    with pytest.raises(OrderMovedOn, match="is confirmed"):
        cancel_order(order=placed, by=None)


def test_staff_may_until_it_is_completed():
    placed, staff = order(), bob()
    confirm_order(order=placed, by=staff)
    complete_order(order=placed, by=staff)

    with pytest.raises(OrderMovedOn, match="is completed"):
        cancel_order(order=placed, by=staff)


def test_says_who_did_it():
    placed, staff = order(), bob()

    cancel_order(order=placed, by=staff, note="Asked by phone")

    event = placed.events.last()
    assert (event.made_by, event.note) == (staff, "Asked by phone")


def test_is_announced_inside_its_transaction():
    placed, inside = order(), []

    with heard(order_cancelled, inside=inside) as calls:
        cancel_order(order=placed, by=None)

    assert (len(calls), inside) == (1, [True])


def test_the_ledger_too_gives_a_sale_back_only_once():
    mug = variant(stock=5)
    placed = order(line(mug, 2), buyer=buyer())

    for _ in range(2):
        put_back(variant_id=mug.pk, reference=placed.number)

    assert stock_of(mug) == 5
