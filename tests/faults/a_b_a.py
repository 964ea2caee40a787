"""Prices that change and return to the confirmed value while the change is in flight.

Half of them return before the platform says what became of the change, half after an
answer that was lost. What is wrong is counted in the platform's own store. The control
trusts the last confirmed value although something was sent since.
"""

import json
import os
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import django

django.setup()

from plugins.facebook.client import GraphClient
from plugins.facebook.mapping import JSON, Batch
from plugins.facebook.plugin import FacebookShop
from storefront.catalog.models import Variant
from storefront.catalog.services import Price, change_prices
from storefront.channels import attempts, planner, pusher, readback, sync_runs
from storefront.connections.models import Connection
from storefront.contract.errors import PlatformUnavailable
from tests.bench._facebook import Facebook, facebook
from tests.catalogue import fill

FULL = os.environ.get("SIZE") == "full"
VARIANTS, ROUNDS = (250, 2) if FULL else (50, 1)
CONFIRMED, PASSING = 100_000, 130_000

real_batch = GraphClient.items_batch


def lose_answer(client: GraphClient, batch: Batch) -> JSON:
    real_batch(client, batch)
    raise PlatformUnavailable("the answer was lost")


def set_prices(amount: int) -> None:
    ids = Variant.objects.values_list("pk", flat=True)
    change_prices(prices={pk: Price(amount) for pk in ids})
    planner.plan_changes()


def push_all(connection: Connection) -> None:
    connection.refresh_from_db()
    while (again := pusher.push(connection)) is not None:
        time.sleep(again.total_seconds())
        connection.refresh_from_db()


def push_once(connection: Connection) -> None:
    """One batch goes out, and nobody waits for what becomes of it."""
    connection.refresh_from_db()
    service = planner.publisher(connection)
    assert service is not None
    with suppress(PlatformUnavailable):
        pusher.send_first_lane(connection, service)


def there_and_back(connection: Connection, *, lost: bool) -> None:
    with ExitStack() as faults:
        if lost:
            faults.enter_context(patch.object(GraphClient, "items_batch", lose_answer))
        set_prices(PASSING)
        push_once(connection)
    set_prices(CONFIRMED)
    push_all(connection)


def wrong(platform: Facebook) -> int:
    prices = [str(item["price"]).split()[0] for item in platform.store.items()]
    return sum(float(price) != CONFIRMED for price in prices)


def run(rounds: int) -> dict[str, float]:
    """Count after each of the two ways, and do both so many times."""
    counts = {"changes": 0, "wrong_after_pending": 0, "wrong_after_lost": 0}
    with tempfile.TemporaryDirectory() as folder, facebook(Path(folder)) as platform:
        for name in ("batch_calls", "management_calls"):
            platform.turn(name, 0)
        connection = platform.connect()
        readback.read_on(readback.open_run(connection))
        set_prices(CONFIRMED)
        sync_runs.plan_all(sync_runs.open_run(connection))
        push_all(connection)
        for _ in range(rounds):
            for lost in (False, True):
                there_and_back(connection, lost=lost)
                counts["changes"] += Variant.objects.count()
                name = "wrong_after_lost" if lost else "wrong_after_pending"
                counts[name] += wrong(platform)
    return counts


def trusting(*, certain: bool) -> dict[str, object]:
    return {"attempt": None}


def clear() -> None:
    with django.db.connection.cursor() as cursor:
        cursor.execute(
            "truncate channels_listing, channels_attempt, channels_change,"
            " connections_connection cascade"
        )


def main() -> None:
    FacebookShop.budgets = ()
    FacebookShop.settles_after = timedelta(seconds=1)
    fill(VARIANTS, variants=1)
    Variant.objects.update(compare_at_price=None)
    figures = {"returning": run(ROUNDS)}
    print(figures["returning"], flush=True)
    clear()
    with patch.object(attempts, "released", trusting):
        figures["control"] = run(1)
    print(json.dumps(figures))
    found = figures["returning"]
    right = not found["wrong_after_pending"] + found["wrong_after_lost"]
    sys.exit(0 if right and figures["control"]["wrong_after_lost"] else 1)


if __name__ == "__main__":
    main()
