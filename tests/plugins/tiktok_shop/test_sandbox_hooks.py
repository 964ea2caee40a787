"""What the sandbox tells by itself, and how badly it brings it."""

import json

import pytest
from pytest_httpserver import HTTPServer

from plugins.tiktok_shop.fake import hooks, signatures
from plugins.tiktok_shop.fake.app import APP_KEY, APP_SECRET
from plugins.tiktok_shop.fake.seller import SHOPS
from tests.plugins.tiktok_shop.wire import sku

SHOP = SHOPS[0].id
DOORS = "/event/202309/webhooks"
#: Nobody listens there.
NOBODY = "http://127.0.0.1:9/hooks/"


def open_doors(wire, address: str = NOBODY) -> None:
    for event in hooks.EVENTS.values():
        wire.put(DOORS, {"event_type": event, "address": address})


def told(tiktok, kind: int) -> list[dict]:
    """Everything of a kind that was put down to be told, however late."""
    waiting = hooks.due(tiktok, until=float("inf"))
    bodies = [json.loads(hook.body) for hook in waiting]
    return [body for body in bodies if body["type"] == kind]


@pytest.fixture
def sold(wire, tiktok) -> str:
    """An order that is on hold, of which nobody was told yet."""
    made = wire.created(skus=[sku("BAT")])
    wire.status(made["product_id"])
    number = tiktok.sell(SHOP, {"BAT": 1})
    open_doors(wire)
    return number


def test_doors_are_listed_in_milliseconds(wire):
    open_doors(wire)

    data = wire.get(DOORS).json()["data"]

    assert data["total_count"] == len(hooks.EVENTS)
    assert data["webhooks"][0]["create_time"] > 10**12


def test_a_door_is_shut_twice(wire):
    open_doors(wire)
    event = {"event_type": "ORDER_STATUS_CHANGE"}

    codes = [wire.delete(DOORS, event).json()["code"] for _ in range(2)]

    assert codes == [0, 0]
    assert wire.get(DOORS).json()["data"]["total_count"] == len(hooks.EVENTS) - 1


@pytest.mark.parametrize(
    "changed", [{"event_type": "SALE"}, {"address": "ftp://x"}, {"address": "x" * 256}]
)
def test_a_wrong_door_is_refused(wire, changed):
    door = {"event_type": "ORDER_STATUS_CHANGE", "address": NOBODY}

    assert wire.put(DOORS, {**door, **changed}).json()["code"] == 98001004


def test_without_a_door_nothing_is_told(wire, tiktok):
    tiktok.sell(SHOP, {"BY-HAND": 1})

    assert told(tiktok, hooks.ORDER_STATUS_CHANGE) == []


def test_every_change_of_an_order_is_told(tiktok, sold):
    tiktok.move(sold, "AWAITING_SHIPMENT")

    (news,) = told(tiktok, hooks.ORDER_STATUS_CHANGE)

    assert news["shop_id"] == SHOP
    assert news["data"]["order_id"] == sold
    assert news["data"]["order_status"] == "AWAITING_SHIPMENT"


def test_a_cancelled_order_has_other_words_than_in_the_api(tiktok, sold):
    tiktok.move(sold, "CANCELLED")

    (news,) = told(tiktok, hooks.ORDER_STATUS_CHANGE)
    (cancelled,) = told(tiktok, hooks.CANCELLATION_STATUS_CHANGE)

    assert news["data"]["order_status"] == "CANCEL"
    assert cancelled["data"]["cancel_status"] == "CANCELLATION_REQUEST_CANCELLED"


def test_an_audit_is_told_twice_with_a_number_for_an_id(wire, tiktok):
    open_doors(wire)
    product = wire.created()["product_id"]
    wire.status(product)

    (status,) = told(tiktok, hooks.PRODUCT_STATUS_CHANGE)
    (audit,) = told(tiktok, hooks.PRODUCT_AUDIT_STATUS_CHANGE)

    assert status["data"]["product_id"] == audit["data"]["product_id"] == int(product)
    assert int(product) > 2**53
    assert status["data"]["status"] == "PRODUCT_FIRST_PASS_REVIEW"


def test_an_audit_is_told_though_nobody_looks(wire, tiktok, httpserver: HTTPServer):
    httpserver.expect_oneshot_request("/hooks/").respond_with_data("")
    event = {"event_type": "PRODUCT_STATUS_CHANGE"}
    wire.put(DOORS, {**event, "address": httpserver.url_for("/hooks/")})
    tiktok.turn("audit_takes", 300)

    with httpserver.wait(timeout=30):
        wire.created()

    assert httpserver.log[0][0].get_json()["type"] == hooks.PRODUCT_STATUS_CHANGE


def test_leaving_is_told_to_every_shop(wire, tiktok):
    open_doors(wire)
    tiktok.turn("revoked", value=True)

    (left,) = told(tiktok, hooks.SELLER_DEAUTHORIZATION)

    assert left["shop_id"] == SHOP


def test_doubles_word_for_word(tiktok, sold):
    tiktok.turn("doubled_hooks", 2)
    tiktok.move(sold, "AWAITING_SHIPMENT")

    first, *others = told(tiktok, hooks.ORDER_STATUS_CHANGE)

    assert others == [first, first]


def test_loses_them_all_when_asked_to(tiktok, sold):
    tiktok.turn("lost_hooks", 100)
    tiktok.move(sold, "AWAITING_SHIPMENT")

    assert told(tiktok, hooks.ORDER_STATUS_CHANGE) == []


def test_shuffles(tiktok, sold):
    tiktok.turn("late_hooks", 1000)
    tiktok.turn("shuffled_hooks", value=True)
    tiktok.random.seed(2)
    for status in ("AWAITING_SHIPMENT", "AWAITING_COLLECTION", "IN_TRANSIT"):
        tiktok.move(sold, status)

    seen = [n["data"]["order_status"] for n in told(tiktok, hooks.ORDER_STATUS_CHANGE)]

    assert seen != ["AWAITING_SHIPMENT", "AWAITING_COLLECTION", "IN_TRANSIT"]
    assert len(seen) == 3


def test_brings_them_signed_to_the_door(wire, tiktok, httpserver: HTTPServer):
    httpserver.expect_oneshot_request("/hooks/", method="POST").respond_with_data("")
    event = {"event_type": "ORDER_STATUS_CHANGE"}
    wire.put(DOORS, {**event, "address": httpserver.url_for("/hooks/")})

    with httpserver.wait(timeout=30):
        tiktok.do("buy", f"{SHOP}/BY-HAND")

    request, _answer = httpserver.log[0]
    body = request.get_data()
    signature = signatures.of_webhook(body, app_key=APP_KEY, secret=APP_SECRET)
    assert request.headers["Authorization"] == signature


def test_comes_again_under_the_same_id(wire, tiktok, httpserver, monkeypatch):
    monkeypatch.setattr(hooks, "RETRIES", (0.0,))
    door = httpserver.expect_ordered_request("/hooks/", method="POST")
    door.respond_with_data("not now", status=503)
    again = httpserver.expect_ordered_request("/hooks/", method="POST")
    again.respond_with_data("")
    event = {"event_type": "ORDER_STATUS_CHANGE"}
    wire.put(DOORS, {**event, "address": httpserver.url_for("/hooks/")})

    with httpserver.wait(timeout=30):
        tiktok.do("buy", f"{SHOP}/BY-HAND")

    first, second = (json.loads(request.get_data()) for request, _ in httpserver.log)
    assert first == second


def test_people_answer_an_audit_on_its_page(wire, tiktok):
    tiktok.turn("audit", "wait")
    product = wire.created()["product_id"]
    form = {"name": "fail", "item": product}

    wire.client.post(f"{wire.address}/_sandbox/do", data=form)

    assert wire.status(product) == "FAILED"


def test_its_page_has_a_button_for_what_can_be_done(wire, tiktok):
    made = wire.created(skus=[sku("BAT")])
    wire.status(made["product_id"])
    tiktok.do("buy", f"{SHOP}/BAT")

    order, product = tiktok.shown(words="", offset=0, limit=5)

    assert [deed.name for deed in order.deeds] == ["AWAITING_SHIPMENT", "CANCELLED"]
    assert [deed.label.en for deed in product.deeds] == ["Buy BAT"]


def test_says_no_to_a_deed_it_does_not_know(wire):
    form = {"name": "fly", "item": "1"}

    assert wire.client.post(f"{wire.address}/_sandbox/do", data=form).status_code == 400
