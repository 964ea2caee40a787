"""Returns and refunds of the platform in our words, and how they come to the shop."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from plugins.tiktok_shop import returns
from plugins.tiktok_shop.fake.seller import SHOPS
from storefront.connections.models import Connection
from storefront.contract.returns import ReturnKind, ReturnState
from storefront.intake.reading import look_at_orders, read_orders
from storefront.intake.returning import read_returns
from storefront.orders.models import Order, Return
from storefront.outbox.models import Alert
from tests.intake.working import work
from tests.plugins.tiktok_shop.selling import built, granted
from tests.plugins.tiktok_shop.test_sandbox_documented import SCHEMAS
from tests.plugins.tiktok_shop.test_tiktok_orders import bring_all

SHOP = SHOPS[0].id
SEARCH = "POST /return_refund/202602/returns/search"
EPOCH = datetime.fromtimestamp(0, UTC)


@pytest.fixture
def channel(db, address) -> Connection:
    _grant, (connection,) = granted(address)
    return connection


@pytest.fixture
def delivered(tiktok) -> str:
    number = tiktok.sell(SHOP, {"X": 1}, status="AWAITING_COLLECTION")
    for status in ("IN_TRANSIT", "DELIVERED"):
        tiktok.move(number, status)
    return number


def one(tiktok, address):
    (told,) = built(address).fetch_returns(EPOCH, "").items
    return told


def test_what_a_buyer_wants_names_its_order_and_until_when_to_answer(
    tiktok, address, delivered
):
    number = tiktok.want_back(delivered)

    told = one(tiktok, address)

    assert (told.external_id, told.order_id) == (number, delivered)
    assert (told.kind, told.state) == (ReturnKind.RETURN, ReturnState.ASKED)
    assert told.answer_by == told.updated_at + timedelta(hours=48)


def test_while_the_buyer_has_to_send_it_nobody_waits_for_us(tiktok, address, delivered):
    tiktok.turn_return(tiktok.want_back(delivered), "AWAITING_BUYER_SHIP")

    told = one(tiktok, address)

    assert (told.state, told.answer_by) == (ReturnState.AGREED, None)


def test_a_word_of_tomorrow_is_shown_and_stops_nothing(tiktok, address, delivered):
    tiktok.turn_return(tiktok.want_back(delivered), "RETURN_IN_ORBIT")

    assert one(tiktok, address).state is ReturnState.OTHER


@pytest.mark.skipif(not SCHEMAS.exists(), reason="no documentation on this machine")
def test_every_documented_word_is_known():
    asked = json.loads(SCHEMAS.read_text())["operations"][SEARCH]["request"]

    states = asked["return_status"]["sub"]["enum"]
    kinds = asked["return_types"]["sub"]["enum"]

    assert (set(states), set(kinds)) == (set(returns.STATES), set(returns.KINDS))


def test_all_pages_come_the_oldest_change_first(
    tiktok, address, delivered, monkeypatch
):
    monkeypatch.setattr("plugins.tiktok_shop.client.RETURNS_PER_PAGE", 2)
    numbers = [tiktok.want_back(delivered) for _ in range(3)]
    service = built(address)

    first = service.fetch_returns(EPOCH, "")
    last = service.fetch_returns(EPOCH, first.cursor)

    told = [one.external_id for one in (*first.items, *last.items)]
    assert (told, last.cursor) == (numbers, "")


def test_a_webhook_has_them_read_at_once(tiktok, channel, delivered):
    work()
    built(channel.api_address).subscribe("http://127.0.0.1:9/hooks/")
    number = tiktok.want_back(delivered)

    bring_all(tiktok)
    work()

    row = Return.objects.get()
    assert (row.external_id, row.order_external_id) == (number, delivered)


def test_without_any_webhook_they_are_read_from_where_they_were(
    tiktok, channel, delivered
):
    number = tiktok.want_back(delivered)
    read_returns(channel)
    tiktok.turn_return(number, "BUYER_SHIPPED_ITEM")

    read_returns(channel)

    assert Return.objects.get().state == "coming"
    channel.reading.refresh_from_db()
    assert channel.reading.returns_watermark == Return.objects.get().updated_at


def test_a_consent_without_them_leaves_the_orders_to_be_read(
    tiktok, channel, delivered
):
    tiktok.turn("without_scope", "return_refund")

    read_returns(channel)
    read_orders(channel)

    channel.refresh_from_db()
    assert (channel.needs_staff, Order.objects.count()) == (False, 1)
    assert (
        "want back cannot be read" in Alert.objects.get(kind="returns unread").text_en
    )


def test_once_they_can_be_read_nobody_hears_of_it(tiktok, channel):
    tiktok.turn("without_scope", "return_refund")
    read_returns(channel)
    tiktok.turn("without_scope", "off")

    read_returns(channel)

    assert not Alert.objects.filter(kind="returns unread").exists()


def test_its_order_is_fetched_where_it_is_not_here(tiktok, channel, delivered):
    tiktok.want_back(delivered)
    read_returns(channel)
    before = Order.objects.count()

    look_at_orders(channel)

    assert (before, Order.objects.get().external_id) == (0, delivered)
