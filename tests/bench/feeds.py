"""Build feeds of a large catalogue: rows a second, and memory that does not grow.

Each build runs in a process of its own, whose peak memory is then its own too. The
variants are those of `tests.catalogue`: two or so a product, with a description.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import django

django.setup()

from django.db import connection
from django.db.models import Count

from storefront.catalog.models import Variant
from storefront.connections.models import Connection
from storefront.feeds import services
from storefront.feeds.models import Feed
from tests.catalogue import fill

STATUS = Path("/proc/self/status")
FULL = os.environ.get("SIZE") == "full"
SIZES = (100_000, 500_000) if FULL else (2_000, 10_000)
VARIANTS = 2
SERVICES = {
    "facebook.shop": {"catalog_id": "1234567890", "access_token": "", "app_secret": ""},
    "google.merchant": {"merchant_id": "1234567890"},
    "custom.feed": {
        "marketplace": "bench",
        "format": "csv",
        "columns": "id = {sku} | title = {full_title} | price = {price} {currency}"
        " | link = {url} | image = {picture} | stock = {stock}",
    },
}


def feed_of(service: str) -> Feed:
    connection, _ = Connection.objects.get_or_create(
        service=service, account="bench", defaults={"credentials": SERVICES[service]}
    )
    return Feed.objects.get_or_create(connection=connection)[0]


def build(service: str) -> dict[str, float]:
    """The whole of it: reading, writing, packing, putting in place."""
    feed = feed_of(service)
    started, used = time.monotonic(), time.process_time()
    services.build_feed(feed_id=feed.pk)
    seconds = time.monotonic() - started
    feed.refresh_from_db()
    return {
        "rows": feed.rows,
        "left_out": feed.left_out_count,
        "megabytes": round(feed.size / 1024**2, 1),
        "seconds": round(seconds, 2),
        "rows_per_second": round(feed.rows / seconds),
        "cpu_seconds": round(time.process_time() - used, 2),
        "peak_mb": peak_megabytes(),
    }


def peak_megabytes() -> int:
    """Of this process alone: `ru_maxrss` would count what its parent had."""
    status = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
    return int(status["VmHWM"].split()[0]) // 1024


def measure(service: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.feeds", service]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    print(service, figures, flush=True)
    return figures


def settle() -> None:
    """As a database does by itself within a minute of such a change."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def main() -> None:
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for size in SIZES:
        there = Variant.objects.aggregate(count=Count("pk"))["count"]
        fill((size - there) // VARIANTS, variants=VARIANTS)
        settle()
        figures[str(size)] = {service: measure(service) for service in SERVICES}
    print(json.dumps(figures))
    whole = [
        figures[str(size)][service]["rows"] == size
        for size in SIZES
        for service in SERVICES
    ]
    sys.exit(0 if all(whole) else 1)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(build(sys.argv[1])))
    else:
        main()
