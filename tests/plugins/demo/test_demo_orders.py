"""The platform's orders and events in our words."""

from dataclasses import replace

import pytest

from plugins.demo import orders
from plugins.demo.fake import hooks
from plugins.demo.plugin import DemoShop
from storefront.contract.http import OpenGate
from storefront.contract.orders import OrderState, UnreadableOrder
from storefront.contract.webhooks import Delivery, Event, Topic

UNIT = {"sku": "mug", "sku_id": 71, "title": "Mug", "price": 90_000}
ORDER = {
    "id": 17,
    "state": "paid",
    "placed": 1_700_000_000_000,
    "updated": 1_700_000_000_123,
    "currency": "VND",
    "gone_out": False,
    "units": [UNIT, UNIT],
    "delivery": 15_000,
    "total": 195_000,
    "buyer": {"name": "N***", "phone": "(+84)9*****21", "address": "***"},
}
TOLD = Delivery(
    method="POST",
    body=b'{"events": [{"id": "e1", "shop": "north", "what": "order", "order": 17}]}',
)


def read(**changed: object) -> orders.Read:
    return orders.read(ORDER | changed)


def demo(**credentials: str) -> DemoShop:
    return DemoShop({"shop": "north", "token": "t"} | credentials, gate=OpenGate())


def signed(delivery: Delivery) -> Delivery:
    return replace(delivery, headers={"x-demo-signature": hooks.sign(delivery.body)})


@pytest.mark.parametrize(("word", "state"), orders.STATES.items())
def test_every_word_for_a_state_is_ours(word: str, state: OrderState):
    assert read(state=word).state is state


def test_moments_keep_their_milliseconds():
    order = read()

    assert orders.milliseconds(order.updated_at) == ORDER["updated"]


def test_each_unit_is_a_line_of_its_own():
    assert [line.external_sku_id for line in read().lines] == ["71", "71"]


def test_who_bought_is_masked():
    assert read().buyer.masked


def test_goods_that_went_out_are_not_back():
    assert [read(gone_out=out).goods_back for out in (False, True)] == [True, False]


@pytest.mark.parametrize("change", [{"state": "eaten"}, {"units": 1}, {"total": "x"}])
def test_one_that_makes_no_sense_is_named_with_all_it_said(change: dict[str, object]):
    order = read(**change)

    assert isinstance(order, UnreadableOrder)
    assert (order.external_id, '"id":17' in order.raw) == ("17", True)


def test_what_it_said_does_not_show_itself():
    assert "raw" not in repr(read())


def test_believes_what_is_signed_with_the_apps_secret():
    assert demo(secret=hooks.SECRET).verify(signed(TOLD))


def test_a_body_that_was_changed_is_not_believed():
    tampered = replace(signed(TOLD), body=TOLD.body + b" ")

    assert not demo(secret=hooks.SECRET).verify(tampered)


def test_an_empty_secret_believes_nobody():
    assert not demo(secret="").verify(signed(TOLD))
    assert not demo().verify(TOLD)


def test_an_event_names_the_account_and_the_order():
    assert demo().read(TOLD) == [Event("north", Topic.ORDER, "order", "e1", "17")]


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"events": [{}]}', b"\xff"])
def test_what_tells_nothing_is_refused_as_such(body: bytes):
    with pytest.raises(ValueError):
        demo().read(replace(TOLD, body=body))
