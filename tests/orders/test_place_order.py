import re
import uuid

import pytest

from storefront.catalog.services import Price, change_prices
from storefront.inventory.models import Movement
from storefront.inventory.services import OutOfStock
from storefront.orders.models import Order
from storefront.orders.numbers import LETTERS
from storefront.orders.services import Line, NotOnSale, PriceChanged
from storefront.orders.signals import order_placed
from tests.builders import heard, product, stock_of, variant
from tests.buying import line, order

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_takes_the_stock_and_writes_one_movement_per_line():
    mug, pot = variant("mug", stock=5), variant("pot", stock=3)

    placed = order(line(mug, 2), line(pot))

    assert placed.state == Order.State.PLACED
    assert (stock_of(mug), stock_of(pot)) == (3, 2)
    assert Movement.objects.filter(reference=placed.number).count() == 2


def test_changes_nothing_when_one_product_is_short():
    mug, pot = variant("mug", stock=5), variant("pot", stock=0)

    with pytest.raises(OutOfStock, match="pot: 1 wanted, 0 left"):
        order(line(mug), line(pot))

    assert (stock_of(mug), Order.objects.count()) == (5, 0)


def test_counts_the_sum_itself():
    mug, pot = variant(price=80_000, stock=5), variant(price=250_000, stock=5)

    placed = order(line(mug, 2), line(pot), delivery_fee=25_000)

    assert (placed.subtotal, placed.total) == (410_000, 435_000)


def test_keeps_titles_and_options_in_the_order_s_language():
    cup = product("Cốc", title_en="Cup", axis_1="color")
    red = variant(product=cup, stock=1, option_1_vi="Đỏ", option_1_en="Red")

    kept = order(line(red), language="en").lines.get()

    assert (kept.title, kept.options, kept.sku) == ("Cup", "Red", red.sku)


def test_keeps_the_price_of_the_day():
    mug = variant(price=80_000, stock=5)
    placed = order(line(mug))

    change_prices(prices={mug.pk: Price(99_000, None)})

    assert placed.lines.get().unit_price == 80_000


def test_placed_twice_with_one_key_is_one_order():
    mug, key = variant(stock=5), uuid.uuid4()

    first = order(line(mug), checkout_key=key)
    second = order(line(mug), checkout_key=key)

    assert (first.pk, stock_of(mug)) == (second.pk, 4)


def test_refuses_a_price_the_buyer_has_not_seen():
    mug = variant("mug", price=80_000, stock=5)

    with pytest.raises(PriceChanged, match="mug: 75000 seen, 80000 now"):
        order(line(mug, seen_price=75_000))

    assert (stock_of(mug), Order.objects.count()) == (5, 0)


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_refuses_what_is_not_on_sale(state):
    hidden = variant(product=product(state=state), stock=5)

    with pytest.raises(NotOnSale):
        order(line(hidden))

    assert Order.objects.count() == 0


@pytest.mark.parametrize("quantity", [0, -1, 100, 10**30])
def test_refuses_quantities_nobody_means(quantity):
    with pytest.raises(ValueError, match="1 to 99 of one thing"):
        Line(1, quantity)


def test_is_announced_inside_its_transaction():
    inside: list[bool] = []

    with heard(order_placed, inside=inside) as calls:
        placed = order()

    assert ([call["order"] for call in calls], inside) == ([placed], [True])


def test_has_a_number_that_can_be_read_out():
    drawn = [order().number for _ in range(5)]

    assert len(set(drawn)) == 5
    assert all(re.fullmatch(f"[{LETTERS}]{{4}}-[{LETTERS}]{{4}}", one) for one in drawn)
