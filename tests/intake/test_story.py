"""Every webhook five times, shuffled, some dropped, some a day late, and the poller: at
the end every order stands as it does over there, and stock has moved once for each.
"""

import json
import random
from collections.abc import Iterator

import pytest

from plugins.demo.fake import hooks, orders
from plugins.demo.sandbox import DemoSandbox
from storefront.catalog.models import Variant
from storefront.connections.models import Delivery, WebhookEvent
from storefront.intake import importing
from storefront.intake.models import ImportedOrder
from storefront.inventory.models import Reservation
from storefront.orders.models import Order
from storefront.outbox.models import Alert
from tests import builders
from tests.intake.working import (
    balanced,
    deliver,
    look,
    poll,
    post,
    standing,
    states,
    waiting_hooks,
    work,
)

OURS = {
    "unpaid": "on_hold",
    "paid": "placed",
    "sent": "confirmed",
    "done": "completed",
    "void": "cancelled",
}
WAYS = [
    [],
    ["sent"],
    ["sent", "done"],
    ["void"],
    ["sent", "void"],
]
SKUS = ("mug", "pot", "cup")
STOCK = 1000


@pytest.fixture
def goods(db) -> dict[str, Variant]:
    return {sku: builders.variant(sku, stock=STOCK) for sku in SKUS}


@pytest.fixture
def chance() -> random.Random:
    return random.Random(11)


def sell_a_day(platform: DemoSandbox, chance: random.Random, *, count: int) -> None:
    """Orders that go all ways, some on hold first, some called off at once."""
    for _ in range(count):
        wanted = {chance.choice(SKUS): chance.randint(1, 3)}
        held = chance.random() < 0.3
        number = platform.sell("north", wanted, state="unpaid" if held else "paid")
        way = chance.choice(WAYS)
        for state in (["paid"] if held and way[:1] == ["sent"] else []) + way:
            platform.move(number, state)


def over_there(platform: DemoSandbox) -> dict[str, str]:
    with platform.reading() as rows:
        return {str(o["id"]): OURS[o["state"]] for o in orders.every(rows)}


def sold_over_there(platform: DemoSandbox, sku: str) -> tuple[int, int]:
    """What has left or will leave the shop, and what is only set aside."""
    sold = held = 0
    with platform.reading() as rows:
        for order in orders.every(rows):
            units = sum(one["sku"] == sku for one in json.loads(order["units"]))
            if order["state"] == "unpaid":
                held += units
            elif order["state"] != "void" or order["gone_out"]:
                sold += units
    return sold, held


def stock_by_the_platform(platform: DemoSandbox) -> dict[str, tuple[int, int]]:
    sold = {sku: sold_over_there(platform, sku) for sku in SKUS}
    return {sku: (STOCK - out, held) for sku, (out, held) in sold.items()}


def stock_by_us(goods: dict[str, Variant]) -> dict[str, tuple[int, int]]:
    return {sku: standing(variant) for sku, variant in goods.items()}


def badly_delivered(
    platform: DemoSandbox, chance: random.Random
) -> Iterator[tuple[hooks.Hook, bool]]:
    """What arrives, in which order, and whether a day late."""
    post_bag = waiting_hooks(platform)
    chance.shuffle(post_bag)
    kept = [hook for hook in post_bag if chance.random() >= 0.3]
    late = {hook.number for hook in kept if chance.random() < 0.1}
    yield from ((hook, False) for hook in kept if hook.number not in late)
    yield from ((hook, True) for hook in kept if hook.number in late)


def test_five_times_shuffled_dropped_and_late(channel, platform, goods, chance):
    platform.turn("doubled_hooks", 4)
    sell_a_day(platform, chance, count=40)
    polled = False

    for number, (hook, late) in enumerate(badly_delivered(platform, chance)):
        if late and not polled:
            poll(channel)
            polled = True
        assert post(hook) == 200
        if number % 7 == 0:
            work()
    work()

    assert states() == over_there(platform)
    assert stock_by_us(goods) == stock_by_the_platform(platform)
    assert balanced()


def test_the_poller_alone_gets_there(channel, platform, goods, chance):
    platform.turn("lost_hooks", 100)
    for _ in range(3):
        sell_a_day(platform, chance, count=10)
        poll(channel)

    assert states() == over_there(platform)
    assert stock_by_us(goods) == stock_by_the_platform(platform)
    assert (balanced(), Delivery.objects.count()) == (True, 0)


def test_webhooks_alone_get_there(channel, platform, goods, chance):
    sell_a_day(platform, chance, count=20)
    deliver(platform)

    work()

    assert states() == over_there(platform)
    assert stock_by_us(goods) == stock_by_the_platform(platform)


def test_a_reading_overtaken_by_newer_events_takes_nothing_back(
    channel, platform, goods, monkeypatch
):
    """The page was read before the cancel, and is stored after it."""
    number = platform.sell("north", {"mug": 2})
    take_in = importing.take_in

    def overtaken(channel, told, *, read_at) -> None:
        monkeypatch.undo()
        platform.move(number, "void")
        deliver(platform)
        work()
        take_in(channel, told, read_at=read_at)

    monkeypatch.setattr("storefront.intake.reading.take_in", overtaken)
    poll(channel)

    assert (states(), standing(goods["mug"])) == ({number: "cancelled"}, (STOCK, 0))


def test_a_worker_killed_between_store_and_handle_loses_nothing(
    channel, platform, goods
):
    number = platform.sell("north", {"mug": 2})
    deliver(platform)  # stored, and answered with 200
    stored = Delivery.objects.get().state
    assert Order.objects.count() == 0  # the worker that should handle it is dead

    work()  # the next one

    assert (stored, states()) == ("waiting", {number: "placed"})


def test_nothing_stays_set_aside_for_nobody(channel, platform, goods):
    number = platform.sell("north", {"mug": 2}, state="unpaid")
    poll(channel)
    platform.move(number, "void")

    poll(channel)

    assert not Reservation.objects.open().exists()
    assert standing(goods["mug"]) == (STOCK, 0)


def test_events_of_other_shops_of_the_same_app_change_nothing_here(
    channel, platform, goods
):
    platform.sell("south", {"mug": 2})
    deliver(platform)

    work()

    assert (Order.objects.count(), WebhookEvent.objects.get().account) == (0, "south")
    assert not ImportedOrder.objects.exists()


def test_an_order_of_something_unknown_says_so(channel, platform, goods):
    platform.sell("north", {"spoon": 1, "mug": 1})

    poll(channel)

    lines = Order.objects.get().lines.values_list("sku", "variant")
    assert dict(lines) == {"spoon": None, "mug": goods["mug"].pk}
    assert "spoon" in Alert.objects.get().text_vi


def test_looking_at_what_is_known_asks_once_for_many(channel, platform, goods):
    for _ in range(8):
        platform.sell("north", {"mug": 1})
    deliver(platform)
    work()
    importing.want_look(channel, list(states()))

    look(channel)

    assert ImportedOrder.objects.filter(looked=2).count() == 8
