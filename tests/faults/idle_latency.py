"""From a change to the call that tells of it, on an idle shop with many offers.

A hundred thousand offers stand in both tables and nothing happens; then one thing at
a time: something sells out, a price changes, stock falls. From the commit to the moment
Facebook's sandbox received the call, by its log, with Meta's budget on. The control
wakes nobody, so that the sweep has to find the change.
"""

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import django

django.setup()

from django.utils import timezone

from plugins.facebook.plugin import FacebookShop
from storefront.catalog.models import Variant
from storefront.catalog.services import Price, change_prices
from storefront.channels import pusher, readback, sync_runs, tasks
from storefront.channels.models import Change, Part
from storefront.connections.models import Bucket, Connection
from storefront.inventory.models import Stock
from storefront.inventory.services import count_stock
from tests.bench._facebook import Facebook, facebook
from tests.bench._ledger import quantity_of
from tests.catalogue import fill
from tests.faults._listed import list_all_like
from tests.faults._stage import FULL, SEED, finish, percentile, until, workers

OFFERS, EACH, CONTROL = (100_000, 10, 3) if FULL else (500, 1, 1)
VARIANTS = 5
#: So many products go there through the engine; the others are made like them.
PUSHED = 20
STOCK = 100
PATIENCE = 60
#: Seconds, at most, in full: what sold out, and everything else.
GOALS = (2.0, 5.0)
ENDPOINT = "items_batch"


def push_everything(connection: Connection) -> None:
    """Without a budget, since it is not what is measured."""
    with patch.object(FacebookShop, "budgets", ()):
        readback.read_on(readback.open_run(connection))
        sync_runs.plan_all(sync_runs.open_run(connection))
        while (again := pusher.push(connection)) is not None:
            time.sleep(again.total_seconds())
            connection.refresh_from_db()


def sell_out(variant: Variant) -> None:
    place = Stock.objects.get(variant=variant).location_id
    count_stock(variant_id=variant.pk, location_id=place, on_hand=0)


def sell_one(variant: Variant) -> None:
    row = Stock.objects.get(variant=variant)
    count_stock(
        variant_id=variant.pk, location_id=row.location_id, on_hand=row.on_hand - 1
    )


def reprice(variant: Variant) -> None:
    change_prices(prices={variant.pk: Price(variant.price + 1000)})


def idle(connection: Connection) -> bool:
    """Is nothing under way, and may a call go out at once?"""
    waiting = Part.objects.waiting().filter(connection=connection)
    if Change.objects.exists() or waiting.exists():
        return False
    budget = next(each for each in FacebookShop.budgets if each.endpoint == ENDPOINT)
    bucket = Bucket.objects.filter(connection=connection, endpoint=ENDPOINT).first()
    if bucket is None:
        return True
    bucket.refill(budget, timezone.now())
    return bucket.wait(budget, timezone.now()).total_seconds() <= 0


def age(platform: Facebook, connection: Connection, act: Callable[[], None]) -> float:
    """Do it when all is quiet; the seconds until the platform received a call."""
    until(lambda: idle(connection), patience=PATIENCE)
    time.sleep(random.random())
    act()
    committed = time.time()
    until(lambda: bool(calls(platform, committed)), patience=PATIENCE, every=0.05)
    return next(iter(calls(platform, committed)), committed + PATIENCE) - committed


def calls(platform: Facebook, since: float) -> list[float]:
    with platform.store.reading() as rows:
        found = rows.execute(
            "select received_at from sandbox_log where received_at >= ?"
            f" and method = 'POST' and path like '%/{ENDPOINT}%' order by id",
            (since,),
        )
        return [row["received_at"] for row in found]


def differing(platform: Facebook, variants: list[Variant]) -> int:
    """Of those that changed, how many are otherwise over there."""
    there = {str(item["id"]): quantity_of(item) for item in platform.store.items()}
    stock = Stock.objects.available_by_variant([one.pk for one in variants])
    return sum(there.get(one.sku) != stock.get(one.pk, 0) for one in variants)


def main() -> None:
    chance = random.Random(SEED)
    fill(PUSHED, variants=VARIANTS, stock=STOCK)
    with tempfile.TemporaryDirectory() as folder, facebook(Path(folder)) as platform:
        connection = platform.connect()
        platform.turn("batch_calls", 0)
        push_everything(connection)
        fill(OFFERS // VARIANTS - PUSHED, variants=VARIANTS, stock=STOCK)
        list_all_like(connection.listings.earliest("pk"), platform.store)
        every = list(Variant.objects.order_by("pk"))
        first, *some = chance.sample(every, 1 + 3 * EACH + CONTROL)
        zeros, prices, units = (some[n * EACH : (n + 1) * EACH] for n in range(3))
        with workers(queues="fast=2,slow=2"):
            age(platform, connection, lambda: reprice(first))  # they are awake now
            gone = [age(platform, connection, lambda v=v: sell_out(v)) for v in zeros]
            other = [age(platform, connection, lambda v=v: reprice(v)) for v in prices]
            other += [age(platform, connection, lambda v=v: sell_one(v)) for v in units]
            with patch.object(tasks, "wake_planner", lambda: None):
                rest = some[3 * EACH :]
                late = [
                    age(platform, connection, lambda v=v: sell_one(v)) for v in rest
                ]
            until(lambda: idle(connection), patience=PATIENCE)
        wrong = differing(platform, some)
    figures = {
        "offers": OFFERS,
        "sold_out_p95": round(percentile(gone, 95), 2),
        "other_p95": round(percentile(other, 95), 2),
        "unwoken_p95": round(percentile(late, 95), 2),
        "differs": wrong,
    }
    print(figures, flush=True)
    quick = percentile(gone, 95) <= GOALS[0] and percentile(other, 95) <= GOALS[1]
    seen = percentile(late, 95) > percentile(other, 95)
    finish(figures, right=not wrong and (not FULL or (quick and seen)))


if __name__ == "__main__":
    main()
