"""Kill workers, clusters and supervisors while products go to the demo platform.

Its create is not idempotent and answers after 50-500 ms. Counted at the platform: its
store and its request log, joined with the hub's SQL. Its control is `kill_unguarded`.
"""

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django

django.setup()

from django.conf import settings

from plugins.demo.sandbox import DemoSandbox
from storefront.catalog.models import Product, Variant
from storefront.channels.models import Part
from storefront.channels.services import start_sync
from storefront.connections.models import Connection
from storefront.connections.services import connect
from storefront.contract.sandbox import running
from tests.catalogue import fill
from tests.faults._killer import Killer
from tests.faults._stage import FIRST_ROUND

FULL = os.environ.get("SIZE") == "full"
SEED = int(os.environ.get("SEED", "20181103"))
#: Later rounds are for the kills: as many of them in a shorter sync.
MANY = 10_000 if FIRST_ROUND else 3_000
PRODUCTS, KILLS, IN_FLIGHT_KILLS = (MANY, 12, 10) if FULL else (60, 3, 2)
#: So many go there undisturbed: how many a second does not depend on it.
UNDISTURBED = 3_000 if FULL else 30
#: Where all are there before the kills are done, so many more come.
MORE = 100 if FULL else 30
#: Seconds between two kills.
PAUSE = (10, 15) if FULL else (1, 3)
PATIENCE = 1800 if FULL else 400

QUEUES = "fast=16,slow=2" if FULL else "fast=4,slow=2"
WORK = [sys.executable, "manage.py", "work", "--queues", QUEUES]


def unanswered_creates(sandbox: DemoSandbox) -> int:
    with sandbox.reading() as rows:
        found = rows.execute(
            "select count(*) from sandbox_log where method = 'POST'"
            " and path = '/products' and answered_at is null and received_at > ?",
            (time.time() - 1,),
        )
        return int(found.fetchone()[0])


@contextmanager
def demo_shop(name: str) -> Iterator[tuple[DemoSandbox, Connection]]:
    sandbox = DemoSandbox(Path(settings.DATA_DIR) / f"{name}.sqlite3")
    sandbox.turn("thinking", True)
    with running(sandbox) as address:
        credentials = {"shop": name, "token": f"{name}-token"}
        yield (
            sandbox,
            connect(service="demo.shop", credentials=credentials, api_address=address),
        )


def sync_under_fire(
    sandbox: DemoSandbox,
    connection: Connection,
    command: list[str],
    *,
    kills: int,
    pause: tuple[int, int] = PAUSE,
    seen: Callable[[], bool] = lambda: False,
) -> Killer:
    """Push everything while killing, until nothing waits any more or it was seen."""
    start_sync(connection)

    def send_more() -> None:
        if finished(connection):
            fill(MORE)
            start_sync(connection)

    killer = Killer(
        command,
        random.Random(SEED),
        creating=lambda: bool(unanswered_creates(sandbox)),
        go_on=send_more,
    )
    killer.under_fire(
        lambda: seen() or finished(connection),
        kills=kills,
        pause=pause,
        patience=PATIENCE,
    )
    return killer


def finished(connection: Connection) -> bool:
    listed = connection.listings.exclude(listed_at=None).count()
    waiting = Part.objects.waiting().filter(connection=connection).exists()
    return not waiting and listed >= Variant.objects.on_sale().count()


def compare(sandbox: DemoSandbox) -> dict[str, int]:
    """What the platform holds against what the hub sells."""
    held = Counter(
        str(sku["sku"])
        for item in sandbox.items()
        for sku in item["skus"]  # type: ignore[attr-defined] -- rows of JSON
    )
    sold = set(Variant.objects.on_sale().values_list("sku", flat=True))
    return {
        "held": sum(held.values()),
        "missing": len(sold - set(held)),
        "doubled": sum(count - 1 for count in held.values()),
    }


def measure() -> dict[str, object]:
    fill(PRODUCTS)
    with demo_shop("demo") as (sandbox, connection):
        started = time.monotonic()
        killer = sync_under_fire(sandbox, connection, WORK, kills=KILLS)
        figures: dict[str, object] = {
            "seed": SEED,
            "products": Product.objects.count(),
            "seconds": round(time.monotonic() - started),
            "products_a_second": per_second(started),
            "kills": dict(killer.kills),
            "kills_with_a_create_unanswered": killer.in_flight,
            **compare(sandbox),
        }
    Connection.objects.update(state=Connection.State.CLOSED)
    return figures


def per_second(started: float) -> float:
    sold = Product.objects.filter(state=Product.State.ACTIVE).count()
    return round(sold / (time.monotonic() - started), 1)


def only(products: int) -> None:
    """Take all but so many off the shelves."""
    rest = Product.objects.order_by("pk").values_list("pk", flat=True)[products:]
    extra = Product.objects.filter(pk__in=list(rest))
    extra.update(state=Product.State.DRAFT)


def undisturbed() -> float:
    """As many products a second as go there while nobody is killed."""
    only(UNDISTURBED)
    with demo_shop("quiet") as (sandbox, connection):
        started = time.monotonic()
        sync_under_fire(sandbox, connection, WORK, kills=0)
        rate = per_second(started)
    Connection.objects.update(state=Connection.State.CLOSED)
    return rate


def main() -> None:
    figures = measure()
    proven = not figures["missing"] and not figures["doubled"]
    if FIRST_ROUND:
        figures["products_a_second_undisturbed"] = undisturbed()
    print(json.dumps(figures))
    enough = figures["kills_with_a_create_unanswered"] >= IN_FLIGHT_KILLS  # type: ignore[operator]
    sys.exit(0 if proven and enough else 1)


if __name__ == "__main__":
    main()
