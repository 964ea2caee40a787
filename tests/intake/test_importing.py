"""One order of a channel, whatever becomes of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from storefront.channels.models import RemoteWarehouse
from storefront.channels.warehouse_choosing import choose_warehouses
from storefront.connections.models import Connection
from storefront.contract.orders import (
    OrderState,
    RemoteBuyer,
    RemoteLine,
    RemoteOrder,
    UnreadableOrder,
)
from storefront.customers.models import User
from storefront.intake import importing
from storefront.intake.importing import take_in
from storefront.intake.models import ImportedOrder, SoldThing
from storefront.intake.services import say_what_it_is
from storefront.inventory.models import Movement, Stock
from storefront.orders.models import Order
from storefront.orders.services import OrderMovedOn, cancel_order, confirm_order
from storefront.outbox.models import Alert, Message
from tests import builders
from tests.crowd import all_at_once
from tests.intake.working import balanced, booked, standing
from tests.people import ann

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
MUG = RemoteLine("71", "mug", "Mug", 90_000)
MASKED = RemoteBuyer("N*** L***", "(+84)9*****21", "***, Huế")


@pytest.fixture
def channel(db) -> Connection:
    return builders.connection("north")


@pytest.fixture
def mug(db):
    return builders.variant("mug", stock=5)


def told(state: OrderState = OrderState.PLACED, **fields: object) -> RemoteOrder:
    facts = RemoteOrder(
        external_id="17",
        state=state,
        placed_at=NOON,
        updated_at=NOON,
        currency="VND",
        lines=(MUG, MUG),
        total=195_000,
        delivery_fee=15_000,
        buyer=MASKED,
        raw='{"id": 17}',
    )
    return replace(facts, **fields)


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def take(channel: Connection, *tellings: RemoteOrder | UnreadableOrder) -> None:
    for telling in tellings:
        take_in(channel, telling, read_at=timezone.now())


def only() -> Order:
    return Order.objects.get()


def problem() -> str:
    return ImportedOrder.objects.get().problem


@pytest.mark.sqlite
def test_units_of_one_thing_become_one_line_of_the_variant(channel, mug):
    take(channel, told())

    line = only().lines.get()
    assert (line.variant, line.quantity, line.unit_price) == (mug, 2, 90_000)


def test_amounts_are_those_of_the_channel(channel, mug):
    take(channel, told())

    order = only()
    assert (order.subtotal, order.delivery_fee, order.total) == (
        180_000,
        15_000,
        195_000,
    )


@pytest.mark.sqlite
def test_importing_again_changes_nothing(channel, mug):
    take(channel, told(), told(), told())

    assert (Order.objects.count(), standing(mug)) == (1, (3, 0))


def test_goods_leave_the_location_that_is_the_warehouse_of_the_order(channel, mug):
    south = builders.location("South")
    builders.put(mug, 5, location=south)
    _, there = (
        RemoteWarehouse.objects.create(
            connection=channel,
            external_id=name,
            main=name == "N",
            told_at=timezone.now(),
        )
        for name in ("N", "S")
    )
    choose_warehouses(channel, chosen={south.pk: there.pk})

    take(channel, told(warehouse="S"))

    assert Stock.objects.get(variant=mug, location=south).on_hand == 3


def test_on_hold_reserves_and_takes_when_it_goes_on(channel, mug):
    take(channel, told(OrderState.ON_HOLD))
    on_hold = standing(mug)
    take(channel, told(updated_at=later(1)))

    assert (on_hold, standing(mug)) == ((5, 2), (3, 0))


def test_cancelling_puts_the_goods_back(channel, mug):
    take(channel, told(), told(OrderState.CANCELLED, updated_at=later(1)))

    assert (only().state, standing(mug), balanced()) == ("cancelled", (5, 0), True)


def test_goods_that_left_do_not_come_back_by_cancelling(channel, mug):
    gone = told(OrderState.CANCELLED, updated_at=later(1), goods_back=False)

    take(channel, told(OrderState.SHIPPED), gone)

    assert standing(mug) == (3, 0)


def test_an_order_cancelled_before_anybody_saw_it_moves_nothing(channel, mug):
    take(channel, told(OrderState.CANCELLED))

    assert (only().state, standing(mug)) == ("cancelled", (5, 0))


def test_what_is_older_is_not_believed(channel, mug):
    take(channel, told(OrderState.CANCELLED, updated_at=later(1)), told())

    assert (only().state, standing(mug)) == ("cancelled", (5, 0))


def test_of_two_tellings_of_one_moment_the_one_asked_for_later_counts(channel, mug):
    asked = timezone.now()
    cancelled = told(OrderState.CANCELLED)

    take_in(channel, cancelled, read_at=asked)
    take_in(channel, told(), read_at=asked - timedelta(seconds=1))

    assert only().state == "cancelled"


def test_without_that_guard_an_old_telling_would_sell_again(channel, mug, monkeypatch):
    """Control."""
    monkeypatch.setattr(importing, "is_older", lambda *_: False)

    take(channel, told(OrderState.CANCELLED, updated_at=later(1)), told())

    assert (only().state, standing(mug)) == ("placed", (3, 0))


def test_a_unit_cancelled_by_itself_comes_back(channel, mug):
    take(channel, told(), told(lines=(MUG,), updated_at=later(1)))

    assert (only().lines.get().quantity, standing(mug)) == (1, (4, 0))


def test_selling_more_than_there_is_is_a_fact_and_an_alert(channel, mug):
    take(channel, told(lines=(replace(MUG, quantity=7),)))

    assert standing(mug) == (-2, 0)
    order = only()
    assert Alert.objects.get().text_en == (
        f"{channel} sold 2 more of mug than there are: {order.number}."
    )


def test_an_unknown_thing_becomes_a_line_to_be_matched(channel):
    take(channel, told())

    line = only().lines.get()
    assert (line.variant, line.title, SoldThing.objects.get().external_id) == (
        None,
        "Mug",
        "71",
    )
    assert "nobody has matched" in Alert.objects.get().text_en


def test_saying_what_it_is_takes_the_stock_and_is_remembered(channel):
    take(channel, told())
    cup = builders.variant("cup", stock=9)

    say_what_it_is(thing=SoldThing.objects.get(), variant=cup)
    take(channel, told(external_id="18"))

    assert (standing(cup), balanced()) == ((5, 0), True)
    assert not Alert.objects.filter(settled_at=None).exists()


def test_a_masked_buyer_is_nobody_we_know(channel, mug):
    take(channel, told())

    assert (only().phone, only().email, User.objects.count()) == ("", "", 0)
    assert not Message.objects.exists()


def test_one_bad_order_does_not_stop_the_next(channel, mug):
    bad = told(external_id="16", currency="DONG")

    take(channel, bad, UnreadableOrder("15", "no state"), told())

    assert only().external_id == "17"
    assert set(
        ImportedOrder.objects.exclude(problem="").values_list("external_id", flat=True)
    ) == {"15", "16"}


def test_a_failed_import_says_why_and_is_tried_again(channel):
    take(channel, UnreadableOrder("15", "no state", raw="{}"))

    row = ImportedOrder.objects.get()
    assert (row.problem, row.wanted > row.looked, row.tries) == ("no state", True, 1)
    assert row.not_before > timezone.now()
    assert "cannot be imported, 1 so far. 15: no state" in Alert.objects.get().text_en


def test_a_failure_is_over_once_it_was_imported(channel, mug):
    take(channel, UnreadableOrder("17", "no state"), told())

    importing.watch_failing()

    assert (problem(), Alert.objects.filter(settled_at=None).count()) == ("", 0)


def test_after_many_tries_it_waits_for_staff(channel):
    take(channel, *[UnreadableOrder("15", "no state")] * importing.MOST_TRIES)

    row = ImportedOrder.objects.get()
    assert row.wanted == row.looked


def test_nothing_half_is_left_of_an_order_that_failed(channel, mug, monkeypatch):
    def fail(*_args: object, **_options: object) -> None:
        raise RuntimeError("in the middle of it")

    monkeypatch.setattr("storefront.orders.channel_orders.book", fail)
    take(channel, told())

    left = Order.objects.count(), Movement.objects.filter(reason="channel").count()
    assert (left, problem()) == ((0, 0), "RuntimeError: in the middle of it")


def test_what_had_left_before_the_channel_was_connected_moves_nothing(channel, mug):
    long_ago = channel.created_at - timedelta(days=3)
    shipped = told(OrderState.SHIPPED, placed_at=long_ago)

    take(channel, shipped, replace(shipped, updated_at=later(1)))

    assert standing(mug) == (5, 0)


def test_what_staff_confirmed_does_not_go_back(channel, mug):
    take(channel, told())
    confirm_order(order=only(), by=ann())

    take(channel, told(updated_at=later(1)))

    assert only().state == "confirmed"


def test_staff_cannot_cancel_what_the_channel_goes_on_selling(channel, mug):
    take(channel, told())

    with pytest.raises(OrderMovedOn):
        cancel_order(order=only(), by=ann())


def test_what_the_channel_sent_is_kept_sealed(channel, mug):
    take(channel, told(raw='{"secret": "phrase"}'))

    assert "phrase" not in ImportedOrder.objects.get().sealed


def test_two_workers_at_once_import_it_once(transactional_db):
    channel, mug = builders.connection("north"), builders.variant("mug", stock=5)

    results = all_at_once([lambda: take(channel, told())] * 4)

    assert (results, Order.objects.count(), standing(mug)) == ([None] * 4, 1, (3, 0))
    assert booked(only()) == 2
