import uuid

import pytest

from storefront.orders.models import Order
from storefront.orders.services import confirm_order
from tests.builders import stock_of, variant
from tests.buying import browser, buyer, line, order
from tests.people import bob

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def address(placed: Order, rest: str = "") -> str:
    return f"/en/orders/{placed.token}/{rest}"


def test_shows_what_was_ordered_and_what_happened():
    placed = order(line(variant("mug", price=80_000, stock=5), 2))

    page = browser().get(address(placed)).content.decode()

    assert placed.number in page
    assert "₫190,000" in page
    assert "12 Lê Lợi, Huế" in page


@pytest.mark.parametrize(
    ("kept", "shown"),
    [("+84912345678", "0912 345 678"), ("+4930123456", "+49 30 123456")],
)
def test_a_phone_stands_there_as_people_say_it(kept, shown):
    placed = order(buyer=buyer(phone=kept))

    assert shown in browser().get(address(placed)).text


def test_is_neither_cached_nor_indexed_nor_told_to_other_sites():
    answer = browser().get(address(order()))

    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_stranger_who_guesses_finds_nothing():
    placed = order()

    guesses = [uuid.uuid4(), placed.pk, placed.number, "x"]

    answers = [browser().get(f"/en/orders/{guess}/").status_code for guess in guesses]
    assert answers == [404] * 4


def test_the_customer_cancels_and_the_stock_is_back():
    mug = variant(stock=5)
    placed = order(line(mug, 2))

    page = browser().post(address(placed, "cancel/"), follow=True).content.decode()

    assert stock_of(mug) == 5
    assert "Cancelled" in page
    assert "Cancel this order" not in page


def test_cancelling_too_late_says_whom_to_call():
    placed = order()
    confirm_order(order=placed, by=bob())

    answer = browser().post(address(placed, "cancel/"))

    assert answer.status_code == 409
    assert "Please call us." in answer.content.decode()


def test_looking_at_the_cancel_address_cancels_nothing():
    placed = order()

    browser().get(address(placed, "cancel/"))

    placed.refresh_from_db()
    assert placed.state == Order.State.PLACED
