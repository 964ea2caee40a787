import pytest
from django.utils import translation

from storefront.orders.models import Order
from storefront.orders.services import cancel_order, confirm_order
from storefront.orders.timeline import timeline
from tests.buying import order
from tests.people import bob

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def steps(placed: Order) -> tuple[list[str], list[str]]:
    """What has happened, and what is to come."""
    placed.refresh_from_db()
    with translation.override("en"):
        told = timeline(placed)
    past = [step.label for step in told if step.happened_at]
    return past, [step.label for step in told if not step.happened_at]


def test_shows_what_comes_next():
    placed = order()
    confirm_order(order=placed, by=bob())

    assert steps(placed) == (["Placed", "Confirmed"], ["Completed"])


def test_money_comes_first_where_the_order_waits_for_it():
    placed = order(payment=Order.Payment.BANK_TRANSFER)

    assert steps(placed)[1] == ["Paid", "Confirmed", "Completed"]


def test_nothing_comes_after_a_cancelled_order():
    placed = order()
    cancel_order(order=placed, by=None)

    assert steps(placed) == (["Placed", "Cancelled"], [])
