"""Facebook is gone for a day by the shop's clock, and everything changes meanwhile.

Prices of all variants change several times while nobody answers; the clock goes on by
24 hours, sandbox included. Then it is back. How long the catch-up takes inside Meta's
budget, with the budget, the sandbox's limit and its delay scaled alike; whether all
arrives, and whether anything but the newest price was ever sent, by what the proxy read
in the calls. The control sends without a budget, and is turned away.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from urllib.parse import unquote_plus

import django

django.setup()

from django.db.models import F

from plugins.facebook.plugin import FacebookShop
from storefront.catalog.models import Variant
from storefront.catalog.signals import prices_changed
from storefront.channels import pusher, readback, sync_runs
from storefront.channels.models import Change, Part
from storefront.connections.breaker import OPENS_AFTER
from storefront.connections.models import Bucket, Connection
from storefront.connections.services import connect
from storefront.jobs.models import Job
from tests.bench._facebook import Facebook, facebook
from tests.catalogue import fill
from tests.channels.engine import let_prices_jump
from tests.faults import _faults as faults
from tests.faults._proxy import Proxy, nothing, proxied
from tests.faults._stage import FULL, Figures, finish, shift_clock, until

VARIANTS, ROUNDS_OF_PRICES, SCALE = (10_000, 3, 10) if FULL else (300, 2, 60)
EACH = 5
PATIENCE = 30 * 60 / SCALE if FULL else 90.0
#: The prices of a round all lie above those of the round before.
STEP = 1_000_000
PRICE = re.compile(r'"(?:sale_)?price": ?"(\d+)(?:\.\d+)? VND"')


def set_prices(number: int) -> None:
    """As an import would: all at once, and told in the same transaction."""
    everything = Variant.objects.order_by("pk")
    everything.update(price=number * STEP + F("pk"))
    ids = list(everything.values_list("pk", flat=True))
    prices_changed.send(Variant, variant_ids=ids)


def push_everything(connection: Connection) -> None:
    """The day before: without a budget, since it is not what is measured."""
    budgets, FacebookShop.budgets = FacebookShop.budgets, ()
    readback.read_on(readback.open_run(connection))
    sync_runs.plan_all(sync_runs.open_run(connection))
    while (again := pusher.push(connection)) is not None:
        time.sleep(again.total_seconds())
        connection.refresh_from_db()
    FacebookShop.budgets = budgets
    Bucket.objects.all().delete()


@contextmanager
def scaled_workers(scale: int) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.faults._work_scaled", str(scale)]
    with subprocess.Popen(command, env=os.environ | {"LOG_LEVEL": "ERROR"}) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(60)


def day_in_the_dark(proxy: Proxy, connection: Connection) -> int:
    """Every call ends in nothing; how many there were.

    None is left that was being written before the last change.
    """
    began = time.time()
    proxy.choose = lambda asked: faults.reset(reaches=False)
    for number in range(2, ROUNDS_OF_PRICES + 2):
        set_prices(number)
        until(lambda: not Change.objects.exists(), patience=60)
        shift_clock(timedelta(hours=24) / ROUNDS_OF_PRICES)
    until(lambda: len(proxy.since(began)) >= OPENS_AFTER, patience=60)
    pushing = Job.objects.running().filter(group=f"connection:{connection.pk}")
    until(lambda: not pushing.exists(), patience=60)
    return len(proxy.since(began))


def waiting(connection: Connection) -> bool:
    parts = Part.objects.waiting().filter(connection=connection)
    return Change.objects.exists() or parts.exists()


def differing(platform: Facebook) -> int:
    """Variants whose price over there is not ours: the store against SQL."""
    there = {str(item["id"]): amount(item["price"]) for item in platform.store.items()}
    ours = dict(Variant.objects.on_sale().values_list("sku", "price"))
    return sum(there.get(sku) != price for sku, price in ours.items())


def amount(text: object) -> int:
    return int(re.sub(r"\D", "", str(text).partition(".")[0]))


def stale(proxy: Proxy, since: float) -> tuple[int, int]:
    """Prices in the calls after the day, and those of them that were not the newest."""
    newest = (ROUNDS_OF_PRICES + 1) * STEP
    bodies = (unquote_plus(asked.body.decode()) for asked in proxy.since(since))
    prices = [int(price) for body in bodies for price in PRICE.findall(body)]
    return len(prices), sum(price < newest for price in prices)


def turned_away(platform: Facebook, since: float) -> int:
    """Calls beyond the platform's limit, by its own log."""
    with platform.store.reading() as rows:
        (refused,) = rows.execute(
            "select count(*) from sandbox_log where received_at >= ?"
            " and path like '%/items_batch%' and status <> 200",
            (since,),
        ).fetchone()
    return int(refused)


def measure(
    platform: Facebook, proxy: Proxy, connection: Connection
) -> tuple[Figures, bool]:
    platform.turn("batch_calls", 0)
    push_everything(connection)
    platform.turn("batch_calls", 6 * SCALE + 1)
    with scaled_workers(SCALE):
        until(lambda: not waiting(connection), patience=60)
        in_the_dark = day_in_the_dark(proxy, connection)
        back, began = time.time(), time.monotonic()
        proxy.choose = nothing
        until(lambda: not waiting(connection), patience=PATIENCE)
        seconds = time.monotonic() - began
    sent, old = stale(proxy, back)
    figures: Figures = {
        "variants": VARIANTS,
        "scale": SCALE,
        "calls_in_the_dark": in_the_dark,
        "catch_up_minutes": round(seconds * SCALE / 60, 1),
        "batch_calls": sum("items_batch" in one.target for one in proxy.since(back)),
        "prices_sent": sent,
        "prices_sent_that_were_old": old,
        "calls_turned_away": turned_away(platform, back),
        "lost": differing(platform),
    }
    wrong = ("lost", "prices_sent_that_were_old", "calls_turned_away")
    return figures, sent >= VARIANTS and not any(figures[name] for name in wrong)


def control(platform: Facebook) -> int:
    """One call a minute is allowed, and nobody here knows of a budget."""
    platform.turn("batch_calls", 1)
    began, numbers = time.time(), count(ROUNDS_OF_PRICES + 2)

    def refused() -> bool:
        set_prices(next(numbers))
        return turned_away(platform, began) > 0

    with scaled_workers(0):
        until(refused, patience=60, every=2)
    return turned_away(platform, began)


def main() -> None:
    fill(VARIANTS // EACH, variants=EACH)
    set_prices(1)
    with (
        tempfile.TemporaryDirectory() as folder,
        facebook(Path(folder)) as platform,
        proxied(platform.address) as proxy,
    ):
        figures, right = measure(platform, proxy, connected(platform, proxy))
        print(figures, flush=True)
        figures["turned_away_without_budget"] = control(platform)
    finish(figures, right=right and bool(figures["turned_away_without_budget"]))


def connected(platform: Facebook, proxy: Proxy) -> Connection:
    names = ("catalog_id", "access_token", "app_secret")
    credentials = {name: platform.store.seeded[name] for name in names}
    connection = connect(
        service="facebook.shop", credentials=credentials, api_address=proxy.address
    )
    let_prices_jump(connection)
    return connection


if __name__ == "__main__":
    main()
