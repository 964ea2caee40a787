"""From an order's commit to its stock call accepted by Facebook's sandbox, budget on.

A real `manage.py work` sends; the moments of the calls are the sandbox's. Three parts:
sales one by one, sales of one product in a row, and a burst in which things sell out.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
django.setup()

from django.db import transaction
from django.utils import timezone

from plugins.facebook.plugin import FacebookShop
from storefront.catalog.models import Variant
from storefront.channels.models import Change, Part
from storefront.channels.services import start_sync
from storefront.connections.models import Bucket, Connection
from storefront.inventory.models import Stock
from tests.bench._facebook import facebook
from tests.bench._ledger import Ledger
from tests.builders import stock_of
from tests.buying import line, order
from tests.catalogue import fill
from tests.jobs.supervised import work

FULL = os.environ.get("SIZE") == "full"
SEED = int(os.environ.get("SEED", "20181103"))
PRODUCTS, STOCK = (300, 50) if FULL else (60, 20)
SINGLE, REPEATED, BURST = (50, 20, 200) if FULL else (6, 8, 40)
#: In the burst, each so many-th sale takes all there is.
SOLD_OUT_EVERY = 10
PATIENCE = 120

BUDGET = next(each for each in FacebookShop.budgets if each.endpoint == "items_batch")
SPACING = BUDGET.per.total_seconds() / BUDGET.calls
#: What a full bucket and a minute's trickle make together.
MOST_A_MINUTE = BUDGET.calls + BUDGET.burst

Figures = dict[str, float]


@dataclass(frozen=True)
class Sale:
    sku: str
    left: int
    committed_at: float


@dataclass
class Shop:
    connection: Connection
    ledger: Ledger
    variants: list[Variant]
    chance: random.Random

    def sell(self, variant: Variant, quantity: int = 1) -> Sale:
        committed: list[float] = []
        with transaction.atomic():
            transaction.on_commit(lambda: committed.append(time.time()))
            order(line(variant, quantity))
        self.ledger.look()
        return Sale(variant.sku, stock_of(variant), committed[0])

    def settle(self) -> None:
        """Wait until all is confirmed, and a call may go out at once."""
        ends = time.monotonic() + PATIENCE
        while self.at_work() and time.monotonic() < ends:
            self.ledger.watch(0.2)
        bucket = Bucket.objects.get(
            connection=self.connection, endpoint=BUDGET.endpoint
        )
        bucket.refill(BUDGET, timezone.now())
        self.ledger.watch(bucket.wait(BUDGET, timezone.now()).total_seconds())

    def at_work(self) -> bool:
        waiting = Part.objects.waiting().filter(connection=self.connection)
        return (
            Change.objects.exists()
            or waiting.exists()
            or len(self.ledger.stock()) < len(self.variants)
        )

    def faults(self, sales: Sequence[Sale], *, since: float) -> dict[str, int]:
        """What must be zero after a part."""
        calls = self.ledger.calls(since=since)
        told = [self.ledger.told(sale.sku, sale.left) for sale in sales]
        return {
            "stock_differs": self.differing(),
            "sales_never_told": told.count(None),
            "calls_refused": sum(status != 200 for _, status in calls),
            "calls_over_budget": over_budget([at for at, _ in calls]),
            "calls_overlooked": self.ledger.overlooked(),
        }

    def differing(self) -> int:
        """Skus whose stock there is not the hub's."""
        here = Stock.objects.available_by_variant([v.pk for v in self.variants])
        there = self.ledger.stock()
        return sum(there.get(v.sku) != here.get(v.pk, 0) for v in self.variants)

    def age_accepted(self, sale: Sale) -> float:
        """Until a call that knew of the sale was answered."""
        batch = self.ledger.told(sale.sku, sale.left)
        if batch is None:
            return float("inf")
        return self.ledger.accepted_at(batch) - sale.committed_at

    def age_applied(self, sale: Sale) -> float:
        """Until the platform had carried it out."""
        batch = self.ledger.told(sale.sku, sale.left)
        return batch.applied_at - sale.committed_at if batch else float("inf")


def over_budget(answers: Sequence[float]) -> int:
    """How many calls too many there were in the fullest minute."""
    window = BUDGET.per.total_seconds()
    fullest = max(
        (sum(first <= at < first + window for at in answers) for first in answers),
        default=0,
    )
    return max(fullest - MOST_A_MINUTE, 0)


def percentile(ages: Sequence[float], percent: int) -> float:
    return round(quantiles(ages, n=100, method="inclusive")[percent - 1], 2)


def one_by_one(shop: Shop) -> tuple[Figures, list[Sale]]:
    """Different products, at least as far apart as the budget's calls."""
    sales = []
    for variant in shop.variants[:SINGLE]:
        sales.append(shop.sell(variant))
        shop.ledger.watch(SPACING + shop.chance.uniform(0, 1))
    shop.settle()
    ages = [shop.age_accepted(sale) for sale in sales]
    return {
        "p50": percentile(ages, 50),
        "p95": percentile(ages, 95),
        "max": round(max(ages), 2),
    }, sales


def repeated(shop: Shop) -> tuple[Figures, list[Sale]]:
    """One product, a sale a second."""
    variant, sales = shop.variants[SINGLE], []
    for _ in range(REPEATED):
        sales.append(shop.sell(variant))
        shop.ledger.watch(1)
    shop.settle()
    ages = [shop.age_accepted(sale) for sale in sales]
    applied = [shop.age_applied(sale) for sale in sales]
    return {
        "age_p50": percentile(ages, 50),
        "age_max": round(max(ages), 2),
        "age_applied_max": round(max(applied), 2),
    }, sales


def burst(shop: Shop) -> tuple[Figures, list[Sale]]:
    """Different products, as fast as orders can be placed by one shopper."""
    started = time.monotonic()
    sales = []
    for number, variant in enumerate(shop.variants[-BURST:]):
        last = number % SOLD_OUT_EVERY == SOLD_OUT_EVERY - 1
        sales.append(shop.sell(variant, stock_of(variant) if last else 1))
    seconds = time.monotonic() - started
    shop.settle()
    zeros = [shop.age_accepted(sale) for sale in sales if not sale.left]
    others = [shop.age_accepted(sale) for sale in sales if sale.left]
    return {
        "seconds_selling": round(seconds, 1),
        "sold_out": len(zeros),
        "sold_out_age_p50": percentile(zeros, 50),
        "sold_out_age_max": round(max(zeros), 2),
        "other_age_max": round(max(others), 2),
    }, sales


def measure(shop: Shop) -> tuple[dict[str, object], bool]:
    figures: dict[str, object] = {"products": PRODUCTS, "spacing": SPACING}
    right = True
    for part in (one_by_one, repeated, burst):
        since = time.time()
        found, sales = part(shop)
        faults = shop.faults(sales, since=since)
        right = right and not any(faults.values())
        calls = len(shop.ledger.calls(since=since))
        load = round(os.getloadavg()[0], 1)
        found |= {"sales": len(sales), "calls": calls, "load": load}
        figures[part.__name__] = found | faults
        print(part.__name__, figures[part.__name__], flush=True)
    return figures, right


def main() -> None:
    fill(PRODUCTS, stock=STOCK)
    with tempfile.TemporaryDirectory() as name, facebook(Path(name)) as platform:
        connection = platform.connect()
        start_sync(connection)
        shop = Shop(
            connection,
            Ledger(platform),
            list(Variant.objects.order_by("pk")),
            random.Random(SEED),
        )
        with work(Path(name) / "work.log") as worker:
            shop.ledger.watch(1)
            shop.settle()
            figures, right = measure(shop)
            assert worker.process.poll() is None
    print(json.dumps(figures))
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
