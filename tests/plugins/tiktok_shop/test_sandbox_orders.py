"""Orders: one line for each unit, the buyer behind stars, the stock committed."""

import pytest

from plugins.tiktok_shop.fake.sales import SoldOut
from plugins.tiktok_shop.fake.seller import SHOPS
from tests.plugins.tiktok_shop.wire import ORDERS, said, sku

SHOP = SHOPS[0].id
DETAIL = "/order/202507/orders"
STOCK = "/product/202309/inventory/search"


@pytest.fixture
def made(wire) -> dict:
    made = wire.created(skus=[sku("BAT")])
    wire.status(made["product_id"])
    return made


def read(wire, number: str) -> dict:
    return wire.get(DETAIL, ids=number).json()["data"]["orders"][0]


def figures(wire, made: dict) -> tuple[int, int]:
    """How many can be bought, and how many are promised."""
    asked = {"product_ids": [made["product_id"]]}
    (held,) = wire.post(STOCK, asked).json()["data"]["inventory"]
    (told,) = held["skus"]
    return told["total_available_quantity"], told["total_committed_quantity"]


def test_two_of_one_thing_are_two_lines(wire, tiktok, made):
    order = read(wire, tiktok.sell(SHOP, {"BAT": 2}))

    assert [line["sku_id"] for line in order["line_items"]] == [
        made["skus"][0]["id"]
    ] * 2
    assert len({line["id"] for line in order["line_items"]}) == 2
    assert order["payment"]["total_amount"] == "255000"


def test_an_order_on_hold_has_no_address(wire, tiktok, made):
    number = tiktok.sell(SHOP, {"BAT": 1})
    held = read(wire, number)
    tiktok.move(number, "AWAITING_SHIPMENT")
    paid = read(wire, number)

    assert (held["status"], held["is_on_hold_order"]) == ("ON_HOLD", True)
    assert ("recipient_address" in held, "recipient_address" in paid) == (False, True)


def test_who_does_not_bring_it_sees_stars(wire, tiktok, made):
    placed = {"status": "AWAITING_SHIPMENT"}
    theirs = read(wire, tiktok.sell(SHOP, {"BAT": 1}, **placed))
    ours = read(wire, tiktok.sell(SHOP, {"BAT": 1}, shipping_type="SELLER", **placed))

    stars = ["*" in order["recipient_address"]["name"] for order in (theirs, ours)]
    assert stars == [True, False]


def test_what_was_bought_is_committed_until_it_leaves(wire, tiktok, made):
    seen = [figures(wire, made)]
    number = tiktok.sell(SHOP, {"BAT": 2})
    seen.append(figures(wire, made))
    for status in ("AWAITING_SHIPMENT", "AWAITING_COLLECTION", "IN_TRANSIT"):
        tiktok.move(number, status)
    seen.append(figures(wire, made))

    assert seen == [(10, 0), (8, 2), (8, 0)]


def test_a_cancelled_order_gives_back_and_keeps_its_lines(wire, tiktok, made):
    number = tiktok.sell(SHOP, {"BAT": 2})
    tiktok.move(number, "CANCELLED")

    order = read(wire, number)

    assert (order["status"], len(order["line_items"])) == ("CANCELLED", 2)
    assert figures(wire, made) == (10, 0)


def test_nothing_follows_that_cannot_follow(tiktok, made):
    number = tiktok.sell(SHOP, {"BAT": 1})

    with pytest.raises(ValueError, match="DELIVERED does not follow"):
        tiktok.move(number, "DELIVERED")


def test_more_than_there_are_cannot_be_bought(tiktok, made):
    with pytest.raises(SoldOut):
        tiktok.sell(SHOP, {"BAT": 8})


def test_what_was_never_listed_can_be_bought_all_the_same(wire, tiktok):
    order = read(wire, tiktok.sell(SHOP, {"BY-HAND": 1}))

    assert order["line_items"][0]["seller_sku"] == "BY-HAND"


def test_orders_come_by_their_last_change_page_by_page(wire, tiktok, made):
    first, second, third = (tiktok.sell(SHOP, {"BAT": 1}) for _ in range(3))
    tiktok.move(first, "AWAITING_SHIPMENT")
    asked = {"page_size": "2", "sort_field": "update_time", "sort_order": "ASC"}

    page = wire.post(ORDERS, {}, **asked).json()["data"]
    rest = wire.post(ORDERS, {}, **asked, page_token=page["next_page_token"]).json()

    assert [order["id"] for order in page["orders"]] == [second, third]
    assert [order["id"] for order in rest["data"]["orders"]] == [first]
    assert page["total_count"] == 3


def test_orders_are_found_by_status_and_moment(wire, tiktok, made):
    number = tiktok.sell(SHOP, {"BAT": 1})
    moment = read(wire, number)["update_time"]

    found = [
        wire.post(ORDERS, asked, page_size="5").json()["data"]["total_count"]
        for asked in (
            {"order_status": "ON_HOLD", "update_time_ge": moment},
            {"update_time_ge": moment + 1},
            {"order_status": "DELIVERED"},
        )
    ]

    assert found == [1, 0, 0]


def test_an_order_of_another_shop_is_none(wire, tiktok, made):
    number = tiktok.sell(SHOP, {"BAT": 1})
    wire.cipher = SHOPS[1].cipher

    assert said(wire.get(DETAIL, ids=number)) == (200, 21008111)


def test_many_orders_are_asked_for_with_commas(wire, tiktok, made):
    numbers = [tiktok.sell(SHOP, {"BAT": 1}) for _ in range(2)]

    told = wire.get(DETAIL, ids=",".join(numbers)).json()["data"]["orders"]

    assert {order["id"] for order in told} == set(numbers)


def test_what_must_be_when_is_told_once_it_is_paid(wire, tiktok, made):
    order = read(wire, tiktok.sell(SHOP, {"BAT": 1}, status="AWAITING_SHIPMENT"))

    assert order["paid_time"] < order["rts_sla_time"] < order["tts_sla_time"]
    assert order["tts_sla_time"] < order["cancel_order_sla_time"]
