import pytest

from storefront.orders.paying import add_money
from storefront.payments.services import transfer_details
from tests.buying import browser, order
from tests.money_in import account, awaiting

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def picture(placed, kind="svg"):
    return browser().get(f"/vi/orders/{placed.token}/qr.{kind}")


def test_say_what_to_pay_where_and_under_which_words():
    account()
    placed = awaiting()

    details = transfer_details(placed)

    assert (details.amount, details.purpose) == (
        placed.total,
        placed.number.replace("-", ""),
    )
    assert f"{placed.total}5802VN" in details.payload


def test_ask_for_the_rest_once_part_has_come():
    account()
    placed = awaiting()
    add_money(order=placed, amount=1_000)
    placed.refresh_from_db()

    assert transfer_details(placed).amount == placed.total - 1_000


def test_nobody_is_asked_to_pay_an_order_that_waits_for_no_money():
    account()

    assert transfer_details(order()) is None
    assert picture(order()).status_code == 404


@pytest.mark.parametrize(("kind", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_the_picture_is_served_as_what_it_is_and_kept_by_nobody(kind, begins):
    account()

    answer = picture(awaiting(), kind)

    assert answer.content.startswith(begins)
    assert "no-store" in answer["Cache-Control"]


def test_other_kinds_of_picture_are_not_found():
    account()

    assert picture(awaiting(), "pdf").status_code == 404
