"""Half an hour of everything that goes wrong at once, while people buy here and there.

Business time runs ahead: each spell of faults is three minutes of it, and so is each
calm window, since the jobs that are due by then take their part of the processors. Ten
of both take turns; the website's p95 in a spell is compared with that in the calm
before it. At the end the platform's store is held against the shop's rows, unit by
unit. Then the platform is dark for a while, and the calls that reach it are counted.
"""

import json
import random
import time
from datetime import timedelta
from statistics import median

import django

django.setup()

from django.core.management import call_command
from django.db.models import F, Sum
from django.utils import timezone

from plugins.demo.plugin import DemoShop
from plugins.demo.sandbox import DemoSandbox
from storefront.catalog.models import Product
from storefront.channels.services import start_sync
from storefront.connections.breaker import OPENS_AFTER
from storefront.connections.models import Connection
from storefront.intake.models import ImportedOrder
from storefront.inventory.models import Stock
from storefront.orders.models import OrderLine
from storefront.shelves.services import refresh_everything
from tests.bench._servers import SHOP, served
from tests.catalogue import fill
from tests.faults import _faults as faults
from tests.faults._faults import Ending
from tests.faults._proxy import Asked, Choose, nothing
from tests.faults._stage import (
    FIRST_ROUND,
    FULL,
    SEED,
    Figures,
    Stage,
    finish,
    percentile,
    shift_clock,
    staged,
    synced,
    until,
    workers,
)
from tests.faults._trade import Buyers, Traders, Visitors, at_work

PRODUCTS, WINDOWS, SECONDS, PAGES = (400, 10, 6.0, 40) if FULL else (30, 2, 3.0, 8)
DARK = 40.0 if FULL else 12.0
STOCK = 10_000
#: Products of the control.
FEW = 25
PATIENCE = 240.0

EACH = list(faults.every(DemoSandbox.unwell().body))
#: In a spell so many of a hundred calls go wrong.
SPOILT = 40


def some_faults(chance: random.Random) -> Choose:
    """Most calls pass; no two spells are alike."""
    slow = [fault for fault in EACH if fault.pace or fault.ending is Ending.NEVER]
    usable = EACH if FULL else [fault for fault in EACH if fault not in slow]

    def choose(asked: Asked) -> faults.Fault | None:
        return chance.choice(usable) if chance.random() * 100 < SPOILT else None

    return choose


def spells(stage: Stage, visitors: Visitors, chance: random.Random) -> Figures:
    """Calm and spell in turn: how much slower the pages are in the spell."""
    ratios = []
    ahead = timedelta(minutes=30) / WINDOWS - timedelta(seconds=SECONDS)
    for _ in range(WINDOWS):
        stage.proxy.choose = nothing
        shift_clock(ahead)
        calm = p95_of(visitors)
        stage.proxy.choose = some_faults(chance)
        shift_clock(ahead)
        ratios.append(p95_of(visitors) / calm)
    spoilt = sum(asked.fault is not None for asked in stage.proxy.asked)
    ratios.sort()
    return {
        "calls": len(stage.proxy.asked),
        "calls_spoilt": spoilt,
        "page_p95_ratio": round(median(ratios), 2),
        "page_p95_ratio_spread": [round(ratios[0], 2), round(ratios[-1], 2)],
    }


def p95_of(visitors: Visitors) -> float:
    start = time.monotonic()
    time.sleep(SECONDS)
    return percentile(visitors.between(start, time.monotonic()), 95)


def calls_in_the_dark(stage: Stage) -> int:
    """Nothing reaches it and nothing comes back, while the shop goes on selling."""
    began = time.time()
    stage.proxy.choose = lambda asked: faults.reset(reaches=False)
    time.sleep(DARK)
    stage.proxy.choose = nothing
    return len(stage.proxy.since(began))


def most_in_the_dark() -> int:
    """Those that find out, those under way meanwhile, and a question now and then."""
    failed, asked = 1.0, 0
    while failed < DARK:
        asked += 1
        failed += min(max(failed / 2, 1.0), 30.0)
    return OPENS_AFTER + DemoShop.calls_at_once + asked


def ledger(stage: Stage, products: int) -> dict[str, int]:
    """Units that are neither here nor sold, by the platform's orders and our rows."""
    added = Product.objects.count() - products
    began = products * STOCK + added * 10
    web = OrderLine.objects.filter(order__imported=None).aggregate(n=Sum("quantity"))
    now = Stock.objects.aggregate(n=Sum(F("on_hand") - F("reserved")))
    with stage.sandbox.reading() as rows:
        orders = rows.execute("select state, units from purchase").fetchall()
    there = sum(len(json.loads(o["units"])) for o in orders if o["state"] != "void")
    imported = ImportedOrder.objects.exclude(order=None).count()
    return {
        "sold_here": web["n"] or 0,
        "sold_there": there,
        "units_astray": began - (web["n"] or 0) - there - (now["n"] or 0),
        "orders_not_imported": len(orders) - imported,
    }


def measure() -> tuple[Figures, bool]:
    chance = random.Random(SEED)
    with staged("demo") as (stage,), served(SHOP) as shop:
        paths = [f"/vi/p/{slug}/" for slug in slugs()]
        visitors = Visitors(shop.port, [*paths, "/vi/"], per_second=PAGES)
        buyers = Buyers(shop.port, paths, pause=0.5, many=1)
        traders = Traders(stage, chance, pause=0.3)
        with workers():
            synced(stage, patience=PATIENCE)
            with at_work(visitors, buyers, traders):
                time.sleep(SECONDS)  # each process has its pages
                figures = spells(stage, visitors, chance)
            stage.proxy.choose = nothing
            until(lambda: settled_with_orders(stage), patience=PATIENCE)
            found = stage.compare() | ledger(stage, PRODUCTS)
            with at_work(traders):
                dark = calls_in_the_dark(stage)
            until(lambda: settled_with_orders(stage), patience=PATIENCE)
            after = stage.compare()
    figures |= {
        **found,
        "differs_after_the_dark": sum(after.values()),
        "calls_in_the_dark": dark,
        "at_most": most_in_the_dark(),
        "bought": buyers.done,
        "purchases_failed": len(buyers.failed),
        "pages_failed": len(visitors.failed),
    }
    print(buyers.failed[:3], visitors.failed[:3], flush=True)
    zero = (
        *("missing", "doubled", "prices_differ", "stock_differs", "units_astray"),
        *("orders_not_imported", "differs_after_the_dark"),
        *("purchases_failed", "pages_failed"),
    )
    right = not any(figures[name] for name in zero) and dark <= most_in_the_dark()
    return figures, right


def settled_with_orders(stage: Stage) -> bool:
    """Nothing waits, and all that was sold over there before this moment was read."""
    now = timezone.now()
    if not stage.settled():
        return False

    def read() -> bool:
        stage.connection.refresh_from_db()
        through = stage.connection.polled_through
        return bool(through and through > now)

    return until(read, patience=60) and stage.settled()


def control() -> dict[str, int]:
    """Lost answers and a dark spell, with neither look-up nor breaker."""
    Connection.objects.update(state=Connection.State.CLOSED)
    few = Product.objects.order_by("pk").values_list("pk", flat=True)[:FEW]
    Product.objects.exclude(pk__in=list(few)).update(state=Product.State.DRAFT)
    chance = random.Random(SEED)
    lost = faults.reset(reaches=True)
    with (
        staged("control") as (stage,),
        workers(without="look_up,stop_calling"),
    ):
        stage.proxy.choose = lambda asked: (
            lost if asked.method == "POST" and chance.random() < 0.4 else None
        )
        start_sync(stage.connection)
        until(lambda: stage.compare()["doubled"] > 0, patience=60)
        doubled = stage.compare()["doubled"]
        with at_work(Traders(stage, chance, pause=0.3)):
            dark = calls_in_the_dark(stage)
    return {
        "doubled_without_look_up": doubled,
        "calls_in_the_dark_without_breaker": dark,
    }


def slugs() -> list[str]:
    return list(Product.objects.order_by("pk").values_list("slug", flat=True)[:200])


def main() -> None:
    fill(PRODUCTS, stock=STOCK)
    refresh_everything()
    call_command("collectstatic", "--no-input", "--verbosity=0")
    figures, right = measure()
    if not FIRST_ROUND:
        finish(figures, right=right)
    print(figures, flush=True)
    without = control()
    seen = without["doubled_without_look_up"] > 0
    seen &= without["calls_in_the_dark_without_breaker"] > most_in_the_dark()
    finish(figures | without, right=right and seen)


if __name__ == "__main__":
    main()
