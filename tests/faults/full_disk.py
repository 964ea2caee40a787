"""Fill PostgreSQL's disk while people buy, hold it so, and make room again.

Its folder is a tmpfs of a few megabytes. Where it cannot write, it refuses or dies, and
is started again as systemd would, also in vain. Nobody helps the web processes and the
workers. Every order that was acknowledged must be there afterwards, purchases must go
on by themselves, and the platform must end up equal. If no purchase failed meanwhile,
the disk was not full, and the script fails.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import django

django.setup()

from django.core.management import call_command
from django.db import Error, connection, connections

from scripts.postgres import run
from storefront.catalog.models import Product
from storefront.orders.models import Order
from storefront.shelves.services import refresh_everything
from tests.bench._servers import SHOP, served
from tests.catalogue import fill
from tests.faults import kill_postgres
from tests.faults._stage import FULL, finish, staged, synced, until, workers
from tests.faults._trade import Buyers, at_work
from tests.faults.kill_postgres import astray, folder

TIMES, SECONDS = (3, 20.0) if FULL else (1, 5.0)
PATIENCE = 120
#: Every page tells of the same.
QUIET = {"WEB_WORKERS": "2", "LOG_LEVEL": "CRITICAL"}
MEGABYTE = b"\0" * 1024 * 1024


@contextmanager
def restarted() -> Iterator[list[float]]:
    """Look after it once a second; when it was started anew."""
    starts: list[float] = []
    ended = threading.Event()
    data, log = f"--pgdata={folder() / 'data'}", f"--log={folder() / 'log'}"
    options = f"--options={options_now()}"  # a start on a full disk loses what is kept

    def look() -> None:
        while not ended.wait(1):
            with suppress(SystemExit):
                run("pg_ctl", data, "status")
                continue
            with suppress(SystemExit):
                run("pg_ctl", data, "--wait", log, options, "start")
                starts.append(time.monotonic())

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield starts
    finally:
        ended.set()
        thread.join()


def options_now() -> str:
    """What it was started with, but for its folder."""
    _, mark, rest = (folder() / "data/postmaster.opts").read_text().partition('"-c"')
    return mark + rest.strip()


@contextmanager
def disk_full() -> Iterator[None]:
    """Not a byte is left; what it had in reserve is used up."""
    ballast = folder() / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(MEGABYTE):
            pass
    with suppress(OSError), ballast.open("ab", buffering=0) as file:
        while file.write(b"\0"):
            pass
    try:
        yield
    finally:
        ballast.unlink()


def use_up_reserve() -> None:
    """Segments of its log that were made before."""
    for _ in range(100):
        try:
            with connection.cursor() as cursor:
                cursor.execute("select pg_logical_emit_message(true, '', 'x')")
                cursor.execute("select pg_switch_wal()")
        except Error:
            break
    connections.close_all()


def main() -> None:
    assert kill_postgres.safe(), "commits do not reach the disk here"
    fill(kill_postgres.PRODUCTS, stock=kill_postgres.STOCK)
    refresh_everything()
    call_command("collectstatic", "--no-input", "--verbosity=0")
    paths = [
        f"/vi/p/{slug}/" for slug in Product.objects.values_list("slug", flat=True)
    ]
    with staged("demo") as (stage,), served(SHOP, **QUIET) as shop, workers():
        synced(stage, patience=PATIENCE)
        buyers = Buyers(shop.port, paths, pause=kill_postgres.REST / 2, many=2)
        with restarted() as starts, at_work(buyers):
            for _ in range(TIMES):
                time.sleep(3)
                with disk_full():
                    use_up_reserve()
                    time.sleep(SECONDS)
            bought, failed = buyers.done, len(buyers.failed)
            goes_on = until(lambda: buyers.done > bought + 3, patience=PATIENCE)
        until(stage.settled, patience=PATIENCE)
        there = set(Order.objects.values_list("phone", flat=True))
        figures = {
            "times_full": TIMES,
            "server_restarts": len(starts),
            "acknowledged": buyers.done,
            "lost": len(set(buyers.bought) - there),
            "units_astray": astray(),
            "purchases_failed_meanwhile": failed,
            "goes_on_by_itself": goes_on,
            "differs_at_the_platform": sum(stage.compare().values()),
        }
    zero = ("lost", "units_astray", "differs_at_the_platform")
    right = goes_on and failed > 0 and not any(figures[name] for name in zero)
    finish(figures, right=right)


if __name__ == "__main__":
    main()
