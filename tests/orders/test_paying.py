"""Orders that are paid by transfer: set aside, paid, let go, and paid too late."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from storefront.inventory.services import take
from storefront.orders.models import Order
from storefront.orders.paying import Came, add_money, expire_orders
from storefront.orders.services import Line, cancel_order, expire_order, release_order
from storefront.orders.signals import order_paid
from tests.builders import heard, put, stock_of, variant
from tests.buying import line, order
from tests.people import bob
from tests.vouchers import voucher

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

TRANSFER = Order.Payment.BANK_TRANSFER
TOO_LATE = timedelta(hours=25)


def awaiting(*lines: Line, **fields: object) -> Order:
    return order(*lines, payment=TRANSFER, **fields)


def after(moment: timedelta):
    return time_machine.travel(timezone.now() + moment, tick=True)


def facts(placed: Order) -> tuple[str, str]:
    placed.refresh_from_db()
    return placed.state, placed.money


def test_sets_the_goods_aside_and_says_until_when():
    mug = variant(stock=5)

    placed = awaiting(line(mug, 2))

    assert (facts(placed), stock_of(mug)) == (("awaiting", "none"), 3)
    assert mug.stock.get().on_hand == 5
    assert placed.pay_until > timezone.now() + timedelta(hours=23)


def test_the_whole_amount_sells_what_is_set_aside():
    mug = variant(stock=5)
    placed = awaiting(line(mug, 2))

    came = add_money(order=placed, amount=placed.total)

    row = mug.stock.get()
    assert (came, facts(placed)) == (Came.PAID, ("placed", "paid"))
    assert (row.on_hand, row.reserved) == (3, 0)


def test_being_paid_is_announced_once():
    placed = awaiting()

    with heard(order_paid) as calls:
        add_money(order=placed, amount=placed.total - 1)
        add_money(order=placed, amount=1)

    assert len(calls) == 1


def test_less_than_is_due_waits_for_the_rest():
    placed = awaiting()

    came = add_money(order=placed, amount=placed.total - 1)

    assert (came, facts(placed)) == (Came.PART, ("awaiting", "part"))


def test_more_than_is_due_is_paid_and_shown_to_staff():
    placed = awaiting()

    came = add_money(order=placed, amount=placed.total + 1)

    assert (came, facts(placed)) == (Came.OVER, ("placed", "over"))


def test_money_that_comes_twice_is_told_apart():
    placed = awaiting()
    add_money(order=placed, amount=placed.total)

    came = add_money(order=placed, amount=placed.total)

    assert (came, facts(placed)) == (Came.AGAIN, ("placed", "over"))


def test_money_for_a_cancelled_order_is_to_be_given_back():
    placed = awaiting()
    cancel_order(order=placed, by=None)

    came = add_money(order=placed, amount=placed.total)

    assert (came, facts(placed)) == (Came.CANCELLED, ("cancelled", "give_back"))


def test_cancelling_a_paid_order_leaves_money_to_give_back():
    mug = variant(stock=5)
    placed = awaiting(line(mug))
    add_money(order=placed, amount=placed.total)

    cancel_order(order=placed, by=None)

    assert (facts(placed), stock_of(mug)) == (("cancelled", "give_back"), 5)


def test_cancelling_lets_go_what_is_set_aside():
    mug = variant(stock=5)

    cancel_order(order=awaiting(line(mug, 2)), by=None)

    row = mug.stock.get()
    assert (row.on_hand, row.reserved) == (5, 0)


def test_not_paid_in_time_it_lets_go_once():
    mug, single = variant(stock=5), voucher(total_limit=1)
    placed = awaiting(line(mug, 2), voucher_code=single.code)

    with after(TOO_LATE):
        assert (expire_orders(), expire_orders()) == (1, 0)

    single.refresh_from_db()
    assert (facts(placed), stock_of(mug), single.used) == (("expired", "none"), 5, 0)


def test_before_its_time_nothing_expires():
    placed = awaiting()

    assert expire_orders() == 0
    assert expire_order(order=placed).state == "awaiting"


def test_late_money_takes_the_goods_anew_while_there_are_any():
    mug, single = variant(stock=5), voucher(total_limit=1)
    placed = awaiting(line(mug, 2), voucher_code=single.code)

    with after(TOO_LATE):  # the job has not come round yet
        came = add_money(order=placed, amount=placed.total)

    single.refresh_from_db()
    assert (came, facts(placed)) == (Came.LATE, ("placed", "paid"))
    assert (stock_of(mug), single.used) == (3, 1)


def test_late_money_for_goods_that_are_gone_goes_to_staff():
    mug = variant(stock=2)
    placed = awaiting(line(mug, 2))

    with after(TOO_LATE):
        expire_orders()
        take(variant_id=mug.pk, quantity=1, reference="somebody else")
        came = add_money(order=placed, amount=placed.total)

    assert (came, facts(placed)) == (Came.SHORT, ("expired", "short"))
    assert stock_of(mug) == 1


def test_late_money_for_a_voucher_that_is_used_up_takes_no_goods():
    mug, single = variant(stock=5), voucher(total_limit=1)
    placed = awaiting(line(mug), voucher_code=single.code)

    with after(TOO_LATE):
        expire_orders()
        order(line(mug), voucher_code=single.code)
        came = add_money(order=placed, amount=placed.total)

    assert (came, stock_of(mug)) == (Came.SHORT, 4)


def test_staff_release_a_paid_order_when_there_are_goods_again():
    mug = variant(stock=2)
    placed = awaiting(line(mug, 2))
    with after(TOO_LATE):
        expire_orders()
        put(mug, 0)
        add_money(order=placed, amount=placed.total)
        put(mug, 3)

        release_order(order=placed, by=bob())

    assert (facts(placed), stock_of(mug)) == (("placed", "paid"), 1)


def test_an_order_for_nothing_waits_for_no_money():
    free = voucher(percent=100)

    placed = awaiting(voucher_code=free.code, delivery_fee=0)

    assert facts(placed) == ("placed", "paid")


def test_a_held_order_waits_for_its_money_once_staff_release_it(settings):
    settings.ORDERS_PER_PHONE = 0
    placed = awaiting()

    release_order(order=placed, by=bob())

    assert facts(placed) == ("awaiting", "none")


@pytest.mark.parametrize("amount", [0, -1])
def test_no_money_is_no_payment(amount):
    with pytest.raises(ValueError, match="above zero"):
        add_money(order=awaiting(), amount=amount)
