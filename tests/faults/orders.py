"""A channel's orders, told as badly as can be, and then not told at all.

Every webhook five times, shuffled, 30 % dropped, 10 % a day late, so that a cancel
comes before its create; two worker processes. Then a day on which none comes: the
poller alone gets there. What the orders are is read in the platform's store, what was
booked in our ledger. The control takes the poller away, and what was dropped stays
unknown.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings

from plugins.demo.fake import hooks
from plugins.demo.sandbox import DemoSandbox
from storefront.connections.models import Connection
from storefront.contract.sandbox import running
from storefront.orders.models import Order
from tests import builders
from tests.faults._stage import FIRST_ROUND, shift_clock, workers
from tests.intake.test_story import SKUS, STOCK, over_there, sell_a_day, sold_over_there
from tests.intake.working import balanced, post, standing, states, waiting_hooks

FULL = os.environ.get("SIZE") == "full"
SEED = int(os.environ.get("SEED", "20181103"))
ORDERS, QUIET_ORDERS, CONTROL_ORDERS = (150, 80, 30) if FULL else (30, 15, 10)
TIMES, DROPPED, LATE = 5, 30, 10
#: One event is enough to look at an order as it is by then, and each order has a few.
DROPPED_IN_CONTROL = 90
PATIENCE, CONTROL_PATIENCE = 300 if FULL else 60, 15
DAY = timedelta(days=1)


def wait_for(true: Callable[[], bool], *, patience: float) -> float | None:
    """Seconds until it is; None: it never was."""
    began = time.monotonic()
    while time.monotonic() - began < patience:
        if true():
            return round(time.monotonic() - began, 1)
        time.sleep(0.2)
    return None


def tell_badly(
    sandbox: DemoSandbox, chance: random.Random, *, dropped: int = DROPPED
) -> dict[str, int]:
    """Bring today's at once, shuffled; what is late comes a day later."""
    told = waiting_hooks(sandbox)
    brought = [hook for hook in told if chance.random() * 100 >= dropped] * TIMES
    chance.shuffle(brought)
    cut = len(brought) * LATE // 100
    bring(brought[cut:])
    shift_clock(DAY)
    bring(brought[:cut])
    for hook in told:
        hooks.sent(sandbox, hook)
    return {"events": len(told), "deliveries": len(brought), "a_day_late": cut}


def bring(brought: list[hooks.Hook]) -> None:
    refused = [hook.number for hook in brought if post(hook) != 200]
    if refused:
        sys.exit(f"refused at the door: {refused}")


def same_as_over_there(sandbox: DemoSandbox) -> bool:
    return states() == over_there(sandbox)


def mistakes(sandbox: DemoSandbox) -> dict[str, int]:
    """Orders and goods that are not as the platform's store has them."""
    theirs, ours = over_there(sandbox), states()
    wrong = {
        number for number in theirs | ours if theirs.get(number) != ours.get(number)
    }
    return {
        "orders": len(theirs),
        "wrong_orders": len(wrong),
        "doubled_orders": Order.objects.count() - len(ours),
        "wrong_goods": sum(not right_goods(sandbox, sku) for sku in SKUS),
        "ledger_off": int(not balanced()),
    }


def right_goods(sandbox: DemoSandbox, sku: str) -> bool:
    from_us, held = sold_over_there(sandbox, sku)
    variant = builders.Variant.objects.get(sku=sku)
    return standing(variant) == (STOCK - from_us, held)


def measure(sandbox: DemoSandbox, chance: random.Random) -> dict[str, object]:
    with workers(), workers():
        sell_a_day(sandbox, chance, count=ORDERS)
        figures: dict[str, object] = dict(tell_badly(sandbox, chance))
        equal = wait_for(lambda: same_as_over_there(sandbox), patience=PATIENCE)
        figures |= {"seconds_until_equal": equal, **mistakes(sandbox)}
        sell_a_day(sandbox, chance, count=QUIET_ORDERS)
        shift_clock(DAY)
        equal = wait_for(lambda: same_as_over_there(sandbox), patience=PATIENCE)
        alone = {f"without_webhooks_{key}": n for key, n in mistakes(sandbox).items()}
        return figures | {"seconds_of_the_poller_alone": equal, **alone}


def control(sandbox: DemoSandbox, chance: random.Random) -> int:
    """Orders that nobody heard of, without the poller."""
    for hook in waiting_hooks(sandbox):  # of the quiet day
        hooks.sent(sandbox, hook)
    with workers(without="read_orders"), workers(without="read_orders"):
        sell_a_day(sandbox, chance, count=CONTROL_ORDERS)
        tell_badly(sandbox, chance, dropped=DROPPED_IN_CONTROL)
        wait_for(lambda: same_as_over_there(sandbox), patience=CONTROL_PATIENCE)
        return mistakes(sandbox)["wrong_orders"]


def main() -> None:
    os.environ.setdefault("CLOCK_FILE", str(Path(settings.DATA_DIR) / "clock.json"))
    settings.ALLOWED_HOSTS = ["testserver"]  # the door is knocked at in this process
    chance = random.Random(SEED)
    for sku in SKUS:
        builders.variant(sku, stock=STOCK)
    sandbox = DemoSandbox(Path(settings.DATA_DIR) / "orders.sqlite3", seed=SEED)
    with running(sandbox) as address:
        connect(address)
        figures = {"seed": SEED, **measure(sandbox, chance)}
        kinds = ("wrong_orders", "doubled_orders", "wrong_goods", "ledger_off")
        ways = ("", "without_webhooks_")
        right = not any(figures[way + kind] for way in ways for kind in kinds)
        if FIRST_ROUND:
            print(figures, flush=True)
            unheard_of = control(sandbox, chance)
            figures["wrong_orders_without_the_poller"] = unheard_of
            right = right and bool(unheard_of)
    print(json.dumps(figures))
    sys.exit(0 if right else 1)


def connect(address: str) -> Connection:
    facts = {"shop": "north", "token": "north-token", "secret": hooks.SECRET}
    return builders.connection("north", api_address=address, credentials=facts)


if __name__ == "__main__":
    main()
