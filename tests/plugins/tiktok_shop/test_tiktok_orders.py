"""Orders and events of the platform in our words, and as they land in the shop."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import orjson
import pytest
from django.test import Client

from plugins.tiktok_shop import events, orders
from plugins.tiktok_shop.fake import hooks
from plugins.tiktok_shop.fake.seller import SHOPS
from plugins.tiktok_shop.plugin import TikTokShop
from plugins.tiktok_shop.sandbox import TikTokShopSandbox
from storefront.connections.models import Connection, Delivery
from storefront.contract.orders import OrderState, UnreadableOrder
from storefront.contract.sandbox import running
from storefront.contract.testing.hooks import IsTold
from storefront.contract.webhooks import Topic
from storefront.customers.contacts import Contact, Kind
from storefront.customers.models import User
from storefront.customers.services import add_contact
from storefront.intake.reading import look_at_orders, read_orders
from storefront.orders.models import Order
from storefront.outbox.models import Alert, Message
from tests import builders
from tests.intake.working import standing, work
from tests.plugins.tiktok_shop.selling import built, calls, granted

SHOP = SHOPS[0].id
EPOCH = datetime.fromtimestamp(0, UTC)


class TestTold(IsTold):
    service = TikTokShop
    sandbox = TikTokShopSandbox
    wrong_credentials: ClassVar = {}


def told(tiktok, address, number: str):
    (order,) = built(address).get_orders([number])
    return order


def test_two_units_come_one_by_one(tiktok, address):
    order = told(tiktok, address, tiktok.sell(SHOP, {"BY-HAND": 2}))

    assert [(line.sku, line.quantity, line.unit_price) for line in order.lines] == [
        ("BY-HAND", 1, 100_000),
        ("BY-HAND", 1, 100_000),
    ]
    assert (order.total, order.delivery_fee, order.currency) == (215_000, 15_000, "VND")


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("UNPAID", OrderState.ON_HOLD),
        ("ON_HOLD", OrderState.ON_HOLD),
        ("AWAITING_SHIPMENT", OrderState.PLACED),
        ("AWAITING_COLLECTION", OrderState.PLACED),
        ("IN_TRANSIT", OrderState.SHIPPED),
        ("DELIVERED", OrderState.SHIPPED),
        ("COMPLETED", OrderState.COMPLETED),
        ("CANCELLED", OrderState.CANCELLED),
    ],
)
def test_where_an_order_stands(tiktok, address, status, state):
    order = told(tiktok, address, tiktok.sell(SHOP, {"X": 1}, status=status))

    assert order.state is state


def test_a_flag_holds_an_order_where_there_is_no_status_for_it():
    flagged = {"status": "AWAITING_SHIPMENT", "is_on_hold_order": True}

    assert orders.state_of(flagged) is OrderState.ON_HOLD


def test_who_is_behind_stars_is_masked_and_who_we_bring_it_to_is_not(tiktok, address):
    placed = {"status": "AWAITING_SHIPMENT"}
    theirs = tiktok.sell(SHOP, {"X": 1}, **placed)
    ours = tiktok.sell(SHOP, {"X": 1}, shipping_type="SELLER", **placed)

    masked = [told(tiktok, address, number).buyer.masked for number in (theirs, ours)]

    assert masked == [True, False]


def test_an_order_on_hold_has_no_buyer(tiktok, address):
    buyer = told(tiktok, address, tiktok.sell(SHOP, {"X": 1}, status="ON_HOLD")).buyer

    assert (buyer.name, buyer.masked) == ("", True)


def test_goods_that_were_collected_are_not_back_with_a_cancellation(tiktok, address):
    stayed = tiktok.sell(SHOP, {"X": 1}, status="AWAITING_SHIPMENT")
    left = tiktok.sell(SHOP, {"X": 1}, status="AWAITING_COLLECTION")
    tiktok.move(left, "IN_TRANSIT")
    for number in (stayed, left):
        tiktok.move(number, "CANCELLED")

    back = [told(tiktok, address, number).goods_back for number in (stayed, left)]

    assert back == [True, False]


def test_it_is_to_be_made_ready_by_one_moment_and_handed_over_by_the_next():
    moments = {"rts_sla_time": 100, "tts_sla_time": 200, "shipping_due_time": 300}

    ready = orders.ship_by({**moments, "rts_time": 50})

    assert (orders.ship_by(moments), ready) == (at(100), at(200))


def test_where_the_platform_names_no_moment_there_is_none():
    assert orders.ship_by({"rts_time": 0}) is None


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def test_a_unit_cancelled_by_itself_is_left_out():
    unit = {"sku_id": "1", "sale_price": "5", "currency": "VND"}
    order = {
        "status": "AWAITING_SHIPMENT",
        "line_items": [unit, {**unit, "sku_id": "2", "display_status": "CANCELLED"}],
    }

    assert [line.external_sku_id for line in orders.lines(order)] == ["1"]


def test_what_cannot_be_read_is_named():
    (order,) = orders.read_all([{"id": "5", "status": "FLYING"}])

    assert isinstance(order, UnreadableOrder)
    assert order.external_id == "5"


def test_all_pages_come_the_oldest_change_first(tiktok, address, monkeypatch):
    monkeypatch.setattr("plugins.tiktok_shop.client.ORDERS_PER_PAGE", 2)
    numbers = [tiktok.sell(SHOP, {"X": 1}) for _ in range(5)]
    service, cursor, seen = built(address), "", []
    while True:
        page = service.fetch_orders(EPOCH, cursor)
        seen += [order.external_id for order in page.items]
        cursor = page.cursor
        if not cursor:
            break

    assert seen == numbers


def test_one_that_is_not_ours_leaves_the_others_to_be_read(tiktok, address):
    number = tiktok.sell(SHOP, {"X": 1})
    elsewhere = tiktok.sell(SHOPS[1].id, {"X": 1})

    found = built(address).get_orders([number, elsewhere])

    assert [order.external_id for order in found] == [number]
    assert built(address).get_orders([elsewhere]) == []


def test_an_event_about_a_product_is_kept_and_nothing_more(tiktok):
    data = {"product_id": 1729592969712207008, "status": "PRODUCT_STATUS_CHANGED"}
    delivery = hooks.delivery(SHOP, hooks.PRODUCT_STATUS_CHANGE, data)

    (event,) = orders.events(delivery)

    assert (event.topic, event.account) == (Topic.OTHER, SHOP)


def test_an_event_without_an_id_is_the_same_by_its_body(tiktok):
    data = {"order_id": "5", "update_time": 1}
    first = hooks.delivery(SHOP, hooks.RECIPIENT_ADDRESS_UPDATE, data)
    body = orjson.loads(first.body)
    del body["tts_notification_id"]
    bare = replace(first, body=orjson.dumps(body))

    ids = {event.event_id for _ in range(2) for event in orders.events(bare)}

    assert (len(ids), ids != {""}) == (1, True)


@pytest.mark.parametrize("body", [b"[]", b"{}", b"null", b"no", b'{"type": "x"}'])
def test_what_is_no_event_makes_no_sense(tiktok, body):
    with pytest.raises(ValueError, match=r"."):
        orders.events(replace(tiktok.delivery(), body=body))


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_true_of_the_real_platform_orders_are_read(tmp_path, seed):
    sandbox = TikTokShopSandbox(tmp_path / "drawn.sqlite3", seed=seed)
    with running(sandbox) as address:
        number = sandbox.sell(SHOP, {"X": 1})
        page = built(address).fetch_orders(EPOCH, "")

    (order,) = page.items
    assert (order.external_id, order.state) == (number, OrderState(state_at(sandbox)))


def state_at(sandbox) -> str:
    """Where a new order stands, by the fact that was drawn."""
    return "on_hold" if sandbox.on("holds_orders") else "placed"


# In the shop


@pytest.fixture
def channel(db, address) -> Connection:
    _grant, (connection,) = granted(address)
    return connection


@pytest.fixture
def bowl(db):
    return builders.variant("BAT", stock=10)


def knock(delivery) -> int:
    headers = dict(delivery.headers)
    kind = headers.pop("content-type")
    door = "/hooks/tiktok.shop/"
    answer = Client().post(door, delivery.body, content_type=kind, headers=headers)
    return answer.status_code


def bring_all(tiktok) -> None:
    for hook in hooks.due(tiktok, until=float("inf")):
        bring(tiktok, hook)


def bring(tiktok, hook: hooks.Hook) -> None:
    headers = {name.lower(): text for name, text in hook.headers.items()}
    delivery = replace(tiktok.delivery(), headers=headers, body=hook.body)
    assert knock(delivery) == 200
    hooks.sent(tiktok, hook)


def test_a_sale_reserves_what_bears_our_sku(tiktok, channel, bowl):
    number = tiktok.sell(SHOP, {"BAT": 2})

    read_orders(channel)

    order = Order.objects.get()
    assert (order.external_id, order.phone) == (number, "")
    assert standing(bowl) == (10, 2)


def test_an_order_is_to_be_sent_by_a_moment_until_it_has_left(tiktok, channel, bowl):
    number = tiktok.sell(SHOP, {"BAT": 1}, status="AWAITING_SHIPMENT")
    read_orders(channel)
    before = Order.objects.get()
    for status in ("AWAITING_COLLECTION", "IN_TRANSIT"):
        tiktok.move(number, status)

    read_orders(channel)

    assert before.ship_by == before.placed_at + timedelta(days=1)
    assert Order.objects.get().ship_by is None


def test_a_sale_of_something_unknown_lands_and_is_told(tiktok, channel):
    tiktok.sell(SHOP, {"BY-HAND": 1})

    read_orders(channel)

    assert Order.objects.count() == 1
    assert Alert.objects.filter(kind="unknown thing").exists()


def test_webhooks_doubled_and_shuffled_land_as_one_order(tiktok, channel, bowl):
    service = built(channel.api_address)
    service.subscribe("http://127.0.0.1:9/hooks/")
    tiktok.turn("doubled_hooks", 2)
    tiktok.turn("shuffled_hooks", value=True)
    number = tiktok.sell(SHOP, {"BAT": 1})
    tiktok.move(number, "AWAITING_SHIPMENT")
    tiktok.move(number, "CANCELLED")

    bring_all(tiktok)
    work()

    order = Order.objects.get(external_id=number)
    assert Delivery.objects.count() == 12
    assert (order.state, standing(bowl)) == ("cancelled", (10, 0))


def test_a_cancellation_heard_of_before_the_order_reserves_nothing(
    tiktok, channel, bowl
):
    number = tiktok.sell(SHOP, {"BAT": 1})
    tiktok.move(number, "CANCELLED")

    read_orders(channel)
    while look_at_orders(channel):
        pass

    assert (Order.objects.get().state, standing(bowl)) == ("cancelled", (10, 0))


def test_a_cancellation_told_before_the_order_itself_reserves_nothing(
    tiktok, channel, bowl
):
    built(channel.api_address).subscribe("http://127.0.0.1:9/hooks/")
    number = tiktok.sell(SHOP, {"BAT": 1})
    tiktok.move(number, "CANCELLED")
    first, *_others = reversed(hooks.due(tiktok, until=float("inf")))

    bring(tiktok, first)
    work()

    assert first.event == "CANCELLATION_STATUS_CHANGE"
    assert (Order.objects.get().state, standing(bowl)) == ("cancelled", (10, 0))


def test_who_is_behind_stars_is_no_customer_and_gets_no_letter(tiktok, channel):
    lan = User.objects.create_user("lan")
    phone = Contact(Kind.PHONE, "+84912345621")
    add_contact(user=lan, contact=phone)
    tiktok.sell(SHOP, {"X": 1}, status="AWAITING_SHIPMENT")

    read_orders(channel)

    assert (Order.objects.get().buyer_name, Order.objects.get().phone) == (
        "N*** L***",
        "",
    )
    assert not Order.objects.of_customer(lan, [phone]).exists()
    assert not Message.objects.exists()


def test_the_door_is_told_of_each_kind_of_news_once(tiktok, channel):
    service = built(channel.api_address)

    for _ in range(2):
        service.subscribe("https://shop.example/hooks/tiktok.shop/")

    with tiktok.reading() as rows:
        doors = rows.execute("select event from door order by event").fetchall()
    assert [row["event"] for row in doors] == sorted(events.ALL)
    assert calls(tiktok, "/event/202309/webhooks") == 2 * len(doors)
