"""Some bad items among many, on a platform that refuses whole batches and names none.

Facebook's sandbox refuses a batch for one forbidden word. Its calls are counted in its
own log, what it holds in its own store. In the control the halves of a refused batch
are not kept apart, and as many calls find nothing.
"""

import json
import math
import os
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import django

django.setup()

from django.db.models import F, Value
from django.db.models.functions import Concat

from plugins.facebook.plugin import FacebookShop
from storefront.catalog.models import Product
from storefront.channels import claims, pusher, readback, sync_runs
from storefront.channels.models import Part
from storefront.connections.models import Connection
from tests.bench._facebook import Facebook, facebook
from tests.catalogue import fill

FULL = os.environ.get("SIZE") == "full"
MANY, BAD = (5000, 10) if FULL else (100, 3)
CONTROL = (64, 4) if FULL else (32, 2)
SEED = int(os.environ.get("SEED", "4"))


def bound(many: int, bad: int) -> int:
    return math.floor(2 * bad * math.log2(many / bad) + 2 * bad + 1)


def spoil(bad: int) -> None:
    ids = list(Product.objects.order_by("pk").values_list("pk", flat=True))
    chosen = random.Random(SEED).sample(ids, bad)
    title = Concat(F("title_vi"), Value(" tobacco"))
    Product.objects.filter(pk__in=chosen).update(title_vi=title)


def send(connection: Connection, platform: Facebook, *, most: int) -> None:
    """Until nothing waits, or so many batches were tried."""
    readback.read_on(readback.open_run(connection))
    sync_runs.plan_all(sync_runs.open_run(connection))
    while (again := pusher.push(connection)) is not None:
        if len(platform.batch_calls()) > most:
            return
        time.sleep(again.total_seconds())
        connection.refresh_from_db()


def run(many: int, bad: int) -> dict[str, float]:
    fill(many, variants=1)
    spoil(bad)
    with tempfile.TemporaryDirectory() as folder, facebook(Path(folder)) as platform:
        for name in ("batch_calls", "management_calls", "processing"):
            platform.turn(name, 0)
        platform.turn("refuses_whole", 1)
        connection = platform.connect()
        started = time.monotonic()
        send(connection, platform, most=2 * bound(many, bad))
        items = list(platform.store.items())
        refused = Part.objects.refused_as_they_stand().filter(name="content")
        return {
            "products": many,
            "bad": bad,
            "calls": len(platform.batch_calls()),
            "bound": bound(many, bad),
            "good_missing": many - bad - len(items),
            "bad_held": sum("tobacco" in str(item["title"]) for item in items),
            "refused_with_a_reason": refused.exclude(problems=[]).count(),
            "seconds": round(time.monotonic() - started, 1),
        }


def clear() -> None:
    with django.db.connection.cursor() as cursor:
        cursor.execute(
            "truncate channels_listing, channels_attempt, channels_change,"
            " catalog_product, connections_connection cascade"
        )


def mixed(parts: object, *, most: int) -> tuple[None, list[int]]:
    return None, claims.wishes(parts, most=most)  # type: ignore[arg-type]


def main() -> None:
    FacebookShop.budgets = ()
    figures = {"isolating": run(MANY, BAD)}
    print(figures["isolating"], flush=True)
    clear()
    with ExitStack() as guards:
        guards.enter_context(patch.object(claims, "oldest_wishes", mixed))
        guards.enter_context(patch.object(pusher, "TURN", timedelta(seconds=1)))
        figures["control"] = run(*CONTROL)
    print(json.dumps({"seed": SEED, **figures}))
    found = figures["isolating"]
    right = (
        found["calls"] <= found["bound"]
        and not found["good_missing"]
        and not found["bad_held"]
        and found["refused_with_a_reason"] == BAD
    )
    sys.exit(0 if right and figures["control"]["good_missing"] else 1)


if __name__ == "__main__":
    main()
