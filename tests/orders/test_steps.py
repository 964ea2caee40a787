import pytest

from storefront.inventory.services import OutOfStock
from storefront.orders.models import Order
from storefront.orders.services import (
    OrderMovedOn,
    complete_order,
    confirm_order,
    release_order,
)
from storefront.orders.signals import order_placed
from tests.builders import heard, put, stock_of, variant
from tests.buying import line, order
from tests.people import bob

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def held_only(settings):
    settings.ORDERS_PER_PHONE = 0


def test_a_released_order_takes_its_stock_and_is_announced(held_only):
    mug = variant(stock=5)
    held = order(line(mug, 2))

    with heard(order_placed) as calls:
        released = release_order(order=held, by=bob())

    assert (released.state, stock_of(mug), len(calls)) == ("placed", 3, 1)


def test_released_twice_takes_it_once(held_only):
    mug, staff = variant(stock=5), bob()
    held = order(line(mug, 2))

    release_order(order=held, by=staff)
    release_order(order=held, by=staff)

    assert (stock_of(mug), held.events.count()) == (3, 2)


def test_stays_held_when_the_stock_is_gone(held_only):
    mug = variant("mug", stock=5)
    held = order(line(mug, 2))
    put(mug, 1)

    with pytest.raises(OutOfStock, match="mug: 2 wanted, 1 left"):
        release_order(order=held, by=bob())

    held.refresh_from_db()
    assert (held.state, stock_of(mug)) == (Order.State.HELD, 1)


def test_goes_from_placed_to_confirmed_to_completed_one_event_each():
    placed, staff = order(), bob()

    for step in (confirm_order, confirm_order, complete_order, complete_order):
        step(order=placed, by=staff)

    kinds = list(placed.events.values_list("kind", flat=True))
    assert kinds == ["placed", "confirmed", "completed"]


def test_leaves_no_step_out():
    with pytest.raises(OrderMovedOn, match="is placed"):
        complete_order(order=order(), by=bob())
