"""A channel that sells is told of more stock only once its orders are known."""

from datetime import timedelta

import pytest
from django.utils import timezone

from storefront.channels import growth, projection
from storefront.channels.models import Part
from storefront.channels.signals import orders_wanted
from storefront.connections.models import Connection
from tests.builders import heard, put, variant
from tests.channels.engine import set_price, sync, turn
from tests.channels.platform import FakeSellingShop

pytestmark = pytest.mark.django_db

SELLING = "fake.selling"


def read_orders(connection: Connection, *, seconds_ago: float = 0) -> None:
    """As if a complete reading of the orders had begun so long ago."""
    began = timezone.now() - timedelta(seconds=seconds_ago)
    Connection.objects.filter(pk=connection.pk).update(polled_through=began)
    growth.let_grow(connection)


@pytest.fixture
def mug(connect):
    """A mug, of which the channel knows five, and nobody has read orders since."""
    made = variant("mug", stock=5)
    connection = connect(SELLING)
    read_orders(connection)
    sync(connection)
    read_orders(connection, seconds_ago=60)
    return made


@pytest.fixture
def channel(mug):
    return Connection.objects.get(service=SELLING)


def test_more_stock_waits_while_the_orders_are_unread(mug, channel, platform):
    put(mug, 9)

    turn(channel)

    assert platform.stock("mug") == 5


def test_more_stock_goes_out_once_the_orders_are_read(mug, channel, platform):
    put(mug, 9)
    turn(channel)
    read_orders(channel)

    turn(channel)

    assert platform.stock("mug") == 9


def test_what_is_sent_is_the_stock_of_after_the_reading(mug, channel, platform):
    put(mug, 9)
    turn(channel)
    put(mug, 7)  # the reading brought an order of two
    read_orders(channel)

    turn(channel)

    assert platform.stock("mug") == 7


def test_less_stock_never_waits(mug, channel, platform):
    put(mug, 3)

    turn(channel)

    assert platform.stock("mug") == 3


def test_a_sale_is_sent_while_more_stock_still_waits(mug, channel, platform):
    put(mug, 9)
    turn(channel)
    put(mug, 2)

    turn(channel)

    assert platform.stock("mug") == 2


def sell_and_call_off(mug, channel, platform) -> None:
    """Over there, where it is counted by itself: one more than here."""
    put(mug, 4)
    put(mug, 5)
    platform.offer("mug")["stock"] = 6


def test_after_an_order_the_same_number_is_said_again(mug, channel, platform):
    sell_and_call_off(mug, channel, platform)
    growth.doubt_stock(channel, [mug.pk])

    turn(channel)

    assert platform.stock("mug") == 5


def test_without_the_doubt_it_was_confirmed_and_is_not(mug, channel, platform):
    sell_and_call_off(mug, channel, platform)

    turn(channel)

    assert platform.stock("mug") == 6


def test_a_number_under_way_is_doubted_too(mug, channel, platform, monkeypatch):
    """Its confirmation says nothing of what the channel counts meanwhile."""
    update = FakeSellingShop.update_offers

    def sell_meanwhile(self, listings):
        yield from update(self, listings)
        growth.doubt_stock(channel, [mug.pk])

    put(mug, 4)
    with monkeypatch.context() as order:
        order.setattr(FakeSellingShop, "update_offers", sell_meanwhile)
        turn(channel)
    put(mug, 3)
    put(mug, 4)
    platform.offer("mug")["stock"] = 6

    turn(channel)

    assert platform.stock("mug") == 4


def test_sold_out_never_waits(mug, channel, platform):
    put(mug, 0)

    turn(channel)

    assert platform.stock("mug") == 0


def test_a_price_goes_out_while_stock_waits(mug, channel, platform):
    put(mug, 9)
    set_price(mug, 70_000)

    turn(channel)

    assert (platform.price("mug"), platform.stock("mug")) == (70_000, 5)


def test_nothing_that_could_be_bought_is_created_blindly(connect, platform):
    variant("mug", stock=5)
    channel = connect(SELLING)

    sync(channel)

    assert platform.items == {}


def test_what_is_sold_out_may_be_created(connect, platform):
    variant("mug", stock=0)

    sync(connect(SELLING))

    assert platform.stock("mug") == 0


def test_a_new_title_waits_with_the_stock_that_would_go_along(mug, channel, platform):
    put(mug, 9)
    sync(channel)
    read_orders(channel)

    sync(channel)

    assert platform.stock("mug") == 9


def test_an_old_reading_does_not_count(mug, channel, platform):
    read_orders(channel, seconds_ago=11)
    put(mug, 9)

    turn(channel)

    assert platform.stock("mug") == 5


def test_a_refused_number_is_no_number_to_shrink_from(mug, channel):
    stock = Part.objects.get(offer__sku="mug", name="stock")
    stock.refused = stock.attempted

    assert growth.surely_said(stock) == 0


def test_says_that_the_orders_are_wanted(mug, channel):
    put(mug, 9)

    with heard(orders_wanted) as calls:
        turn(channel)

    assert [call["connection_id"] for call in calls] == [channel.pk]


def test_does_not_look_at_what_waits_again_and_again(mug, channel, platform):
    put(mug, 9)
    turn(channel)

    with heard(orders_wanted) as calls:
        turn(channel)

    assert calls == []


def test_a_channel_that_does_not_sell_waits_for_nothing(connect, platform):
    mug, channel = variant("mug", stock=5), connect()
    sync(channel)
    put(mug, 9)

    turn(channel)

    assert platform.stock("mug") == 9


def test_asking_costs_a_channel_that_does_not_sell_no_query(
    connect, django_assert_num_queries
):
    channel = connect()

    with django_assert_num_queries(0):
        growth.orders_are_dark(channel)


def test_without_the_rule_the_larger_number_would_go_out(
    mug, channel, platform, monkeypatch
):
    """Control: two were sold over there meanwhile, and are offered once more."""
    monkeypatch.setattr(projection, "orders_are_dark", lambda connection: False)
    put(mug, 9)

    turn(channel)

    assert platform.stock("mug") == 9
