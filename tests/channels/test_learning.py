"""What is kept back by itself: what is likely to be sold before we know of an order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from storefront.channels import buffers, guarding, learning
from storefront.channels.buffers import Rule
from storefront.channels.models import Caution, LearnedBuffer, Listing
from storefront.inventory.services import take
from storefront.orders.models import Order
from tests.builders import variant
from tests.buying import order
from tests.channels.engine import sync

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

DAY = timedelta(days=1)


@pytest.fixture
def shop(connect):
    """It learns."""
    made = connect()
    guarding.set_caution(
        made, price_jump=50, buffer_units=0, buffer_percent=0, learns=True
    )
    return made


def sold(sku: str, units: int):
    """So many of it in these days, and ten are left."""
    row = variant(sku, stock=units + 10)
    take(variant_id=row.pk, quantity=units, reference=f"order of {sku}")
    return row


def late_orders(shop, *, minutes: float) -> None:
    """Twenty orders of the channel, of which we heard so much later."""
    for _ in range(20):
        placed = order()
        Order.objects.filter(pk=placed.pk).update(
            connection=shop,
            external_id=placed.number,
            placed_at=timezone.now() - timedelta(minutes=minutes),
        )


@pytest.mark.parametrize(
    ("units", "delay", "kept"),
    [
        (14, timedelta(minutes=1), 0),
        (14, DAY / 4, 1),
        (14, DAY, 3),
        (14 * 16, DAY, 24),
        (14, timedelta(0), 0),
    ],
)
def test_as_many_as_are_likely_to_be_sold_meanwhile(units, delay, kept):
    assert learning.likely(units, delay) == kept


def test_late_orders_and_quick_sales_keep_some_back(shop, platform):
    sold("mug", 14)
    sold("pot", 1)
    late_orders(shop, minutes=25 * 60)
    sync(shop)

    learning.learn(shop)
    sync(shop)

    assert (platform.stock("mug"), platform.stock("pot")) == (7, 10)


def test_where_orders_come_at_once_nothing_is_kept_back(shop):
    sold("mug", 14)
    late_orders(shop, minutes=0.1)
    sync(shop)

    assert learning.learn(shop) == 0


def test_one_late_order_of_twenty_says_nothing(shop):
    late_orders(shop, minutes=1)
    slow = Order.objects.first()
    Order.objects.filter(pk=slow.pk).update(placed_at=timezone.now() - 5 * DAY)

    delay = learning.order_delay(shop)

    assert delay is not None
    assert delay < timedelta(minutes=2)


def test_a_rule_of_staff_goes_before_what_was_learned(shop, platform):
    mug = sold("mug", 14)
    late_orders(shop, minutes=25 * 60)
    sync(shop)
    learning.learn(shop)

    guarding.set_buffer(shop, variant=mug, rule=Rule(1, 0))
    sync(shop)

    assert platform.stock("mug") == 9


def test_learned_again_with_nothing_new_nothing_is_planned_anew(shop):
    sold("mug", 14)
    late_orders(shop, minutes=25 * 60)
    sync(shop)
    learning.learn(shop)
    before = shop.rules_revision

    learning.learn(shop)

    assert (shop.rules_revision, LearnedBuffer.objects.count()) == (before, 1)


def test_switched_off_it_keeps_nothing_back(shop, platform):
    sold("mug", 14)
    late_orders(shop, minutes=25 * 60)
    sync(shop)
    learning.learn(shop)

    guarding.set_caution(shop, price_jump=50, buffer_units=0, buffer_percent=0)
    learning.learn(shop)
    sync(shop)

    assert platform.stock("mug") == 10
    assert not LearnedBuffer.objects.exists()


def test_staff_read_why(shop):
    sold("mug", 14)
    late_orders(shop, minutes=25 * 60)
    sync(shop)
    learning.learn(shop)
    Caution.objects.update(order_delay=DAY)

    [told] = buffers.in_words(Listing.objects.get(offers__sku="mug"))

    assert told == (
        "mug: có 10 trong kho, giữ lại 3, chào bán 7"
        " (bán 14 trong 14 ngày, đơn về chậm tới 1440 phút)"
    )
