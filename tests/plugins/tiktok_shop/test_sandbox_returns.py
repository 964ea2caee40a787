"""What buyers want back over there: asked for on the page, told by webhook and list."""

import pytest

from plugins.tiktok_shop.fake import hooks
from plugins.tiktok_shop.fake.seller import SHOPS

SHOP = SHOPS[0].id
SEARCH = "/return_refund/202602/returns/search"
DOOR = {"event_type": "RETURN_STATUS_CHANGE", "address": "http://127.0.0.1:9/hooks/"}


@pytest.fixture
def collected(tiktok) -> str:
    number = tiktok.sell(SHOP, {"X": 1}, status="AWAITING_COLLECTION")
    tiktok.move(number, "IN_TRANSIT")
    return number


def buttons(tiktok) -> dict[str, str]:
    """What can be pressed on the newest card, and what it is about."""
    (card,) = tiktok.shown(words="", offset=0, limit=1)
    return {deed.name: deed.item for deed in card.deeds}


def listed(wire) -> list[tuple[str, bool]]:
    """Each status, and whether it is the seller's turn."""
    told = wire.post(SEARCH, {}, page_size="10").json()["data"]["return_orders"]
    return [
        (one["return_status"], "seller_next_action_response" in one) for one in told
    ]


def test_on_the_page_one_thing_follows_another(wire, tiktok, collected):
    seen = []
    for deed in (
        "want_back",
        "return AWAITING_BUYER_SHIP",
        "return BUYER_SHIPPED_ITEM",
        "return RETURN_OR_REFUND_REQUEST_COMPLETE",
    ):
        tiktok.do(deed, buttons(tiktok)[deed])
        seen += listed(wire)

    assert seen == [
        ("RETURN_OR_REFUND_REQUEST_PENDING", True),
        ("AWAITING_BUYER_SHIP", False),
        ("BUYER_SHIPPED_ITEM", True),
        ("RETURN_OR_REFUND_REQUEST_COMPLETE", False),
    ]


def test_what_was_not_collected_cannot_come_back(tiktok):
    tiktok.sell(SHOP, {"X": 1}, status="AWAITING_SHIPMENT")

    assert "want_back" not in buttons(tiktok)


def test_it_is_told_of_by_webhook(wire, tiktok, collected):
    wire.put("/event/202309/webhooks", DOOR)
    number = tiktok.want_back(collected)

    (told,) = hooks.due(tiktok, until=float("inf"))

    assert told.event == "RETURN_STATUS_CHANGE"
    assert f'"return_id":"{number}"'.encode() in told.body
    assert f'"order_id":"{collected}"'.encode() in told.body


def test_another_shop_sees_none_of_it(wire, tiktok, collected):
    tiktok.want_back(collected)
    wire.cipher = SHOPS[1].cipher

    assert listed(wire) == []


def test_of_what_nobody_bought_nothing_is_wanted_back(tiktok):
    with pytest.raises(ValueError, match="there is no order 5"):
        tiktok.want_back("5")
