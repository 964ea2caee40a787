"""The first full push to Facebook's sandbox, budgets off: speed, calls and memory.

Each size is pushed by a process of its own, whose peak memory is then its own too.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

django.setup()

from django.db import connection as database

from plugins.facebook.plugin import FacebookShop
from storefront.catalog.models import Variant
from storefront.channels import pusher, readback, sync_runs
from storefront.channels.models import Part
from tests.bench._facebook import facebook
from tests.catalogue import fill

FULL = os.environ.get("SIZE") == "full"
SIZES = (10_000, 50_000) if FULL else (500, 2500)
VARIANTS = 2


def push_all(products: int) -> dict[str, float]:
    """Plan and push everything, as one worker would, until all of it is confirmed."""
    FacebookShop.budgets = ()
    fill(products - Variant.objects.count() // VARIANTS, variants=VARIANTS)
    with tempfile.TemporaryDirectory() as folder, facebook(Path(folder)) as platform:
        platform.turn("batch_calls", 0)
        platform.turn("management_calls", 0)
        connection = platform.connect()
        started = time.monotonic()
        readback.read_on(readback.open_run(connection))
        run = sync_runs.open_run(connection)
        sync_runs.plan_all(run)
        planned = time.monotonic()
        while (again := pusher.push(connection)) is not None:
            time.sleep(again.total_seconds())
            connection.refresh_from_db()
        seconds = time.monotonic() - started
        return {
            "products": products,
            "items": products * VARIANTS,
            "held": platform.store.count(),
            "unconfirmed": Part.objects.unconfirmed().count(),
            "seconds": round(seconds, 1),
            "seconds_planning": round(planned - started, 1),
            "items_per_second": round(products * VARIANTS / seconds),
            "calls": len(platform.batch_calls()),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }


def measure(products: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.full_push", str(products)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    print(figures, flush=True)
    return figures


def main() -> None:
    few, many = (measure(size) for size in SIZES)
    ratio = round(many["peak_mb"] / few["peak_mb"], 2)
    print(json.dumps({"few": few, "many": many, "memory_ratio": ratio}))
    whole = all(size["held"] == size["items"] for size in (few, many))
    sys.exit(0 if whole and not few["unconfirmed"] + many["unconfirmed"] else 1)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(push_all(int(sys.argv[1]))))
        with database.cursor() as cursor:
            cursor.execute("truncate channels_listing, channels_attempt cascade")
            cursor.execute("truncate connections_connection cascade")
    else:
        main()
