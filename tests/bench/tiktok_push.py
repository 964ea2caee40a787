"""The first full push to TikTok Shop's sandbox, budgets off, and then new prices.

How long it would take with the budgets on is computed from what the plugin declares,
and from what the platform lets a shop list in a day.
"""

import json
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import django

django.setup()

from plugins.tiktok_shop.plugin import TikTokShop
from storefront.catalog.models import Variant
from storefront.catalog.services import Price, change_prices
from storefront.channels import planner, pusher, readback, sync_runs
from storefront.channels.models import Part
from storefront.connections.models import Connection
from storefront.intake import reading
from tests.bench._tiktok import TikTok, furnish, tiktok
from tests.catalogue import fill

FULL = os.environ.get("SIZE") == "full"
PRODUCTS, VARIANTS, PRICES = (5_000, 3, 1_000) if FULL else (50, 3, 20)
BUDGETS = TikTokShop.budgets
#: What a shop may list in a day: a new one, and one on probation no longer.
QUOTAS = (100, 1_000)
#: The budget that a call of the first publish is paid from.
ENDPOINTS = {
    "POST /product/202309/images/upload": "pictures",
    "POST /product/202309/products": "products",
    "GET /logistics/202309/warehouses": "catalogue",
    "GET /product/202309/brands": "catalogue",
    "GET /product/202309/categories/600154/rules": "catalogue",
}


def push_all(connection: Connection) -> float:
    """As one worker would, until all of it is confirmed; return the seconds.

    Where the orders have not been read for a while, everything waits for them.
    """
    started = time.monotonic()
    while Part.objects.waiting().filter(connection=connection).exists():
        connection.refresh_from_db()
        reading.read_orders(connection)
        again = pusher.push(connection)
        time.sleep(again.total_seconds() if again else 0)
    return time.monotonic() - started


def publish(platform: TikTok, connection: Connection) -> dict[str, object]:
    before = platform.calls()
    readback.read_on(readback.open_run(connection))
    sync_runs.plan_all(sync_runs.open_run(connection))
    seconds = push_all(connection)
    calls = platform.calls() - before
    return {
        "seconds": round(seconds, 1),
        "items_per_second": round(PRODUCTS * VARIANTS / seconds, 1),
        "calls": dict(calls.most_common()),
        "hours_with_budgets": round(hours_with_budgets(calls), 2),
        "days_with_quotas": [-(-PRODUCTS // quota) for quota in QUOTAS],
    }


def hours_with_budgets(calls: Counter[str]) -> float:
    """The budgets run out side by side: the slowest one decides."""
    paid: Counter[str] = Counter()
    for deed, number in calls.items():
        paid[ENDPOINTS.get(deed, "")] += number
    rates = {b.endpoint: b.calls / b.per.total_seconds() for b in BUDGETS}
    return max(paid[name] / rate for name, rate in rates.items()) / 3600


def reprice(platform: TikTok, connection: Connection) -> dict[str, object]:
    """A variant of each of so many products costs a little more."""
    ids = list(Variant.objects.filter(position=0).order_by("pk")[:PRICES])
    before = platform.calls()
    change_prices(prices={v.pk: Price(v.price + 1_000) for v in ids})
    planner.plan_changes()
    seconds = push_all(connection)
    calls = platform.calls() - before
    return {
        "seconds": round(seconds, 1),
        "prices_per_second": round(PRICES / seconds, 1),
        "calls": calls["POST /product/202309/products/prices/update"],
    }


def wrong_prices(platform: TikTok) -> int:
    there = platform.prices()
    here = dict(Variant.objects.values_list("sku", "price"))
    return sum(there.get(sku) != price for sku, price in here.items())


def main() -> None:
    TikTokShop.budgets = ()
    fill(PRODUCTS, variants=VARIANTS)
    with tempfile.TemporaryDirectory() as folder, tiktok(Path(folder)) as platform:
        platform.turn("audit_takes", 0)
        connection = platform.connect()
        furnish(connection)
        figures = {
            "products": PRODUCTS,
            "variants": VARIANTS,
            "publish": publish(platform, connection),
            "reprice": reprice(platform, connection),
            "unconfirmed": Part.objects.unconfirmed().count(),
            "doubled": platform.doubled(),
            "wrong_prices": wrong_prices(platform),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }
    print(json.dumps(figures))
    wrong = ("unconfirmed", "doubled", "wrong_prices")
    sys.exit(1 if any(figures[name] for name in wrong) else 0)


if __name__ == "__main__":
    main()
