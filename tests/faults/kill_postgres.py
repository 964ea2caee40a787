"""Kill -9 PostgreSQL while people buy, and start it again as systemd would.

Web processes and workers get no help. Every order that was acknowledged must be there
afterwards, purchases must go on by themselves, and the platform must end up equal.
A server that does not wait for the disk is refused.
"""

import os
import random
import signal
import time
from contextlib import suppress
from pathlib import Path

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.models import F, Sum

from scripts.postgres import run
from storefront.catalog.models import Product
from storefront.inventory.models import Stock
from storefront.orders.models import Order, OrderLine
from storefront.shelves.services import refresh_everything
from tests.bench._servers import SHOP, served
from tests.catalogue import fill
from tests.faults._stage import FULL, SEED, finish, staged, synced, until, workers
from tests.faults._trade import Buyers, at_work

PRODUCTS, KILLS, PAUSE = (100, 5, 6.0) if FULL else (10, 1, 3.0)
#: Between two purchases of a buyer.
REST = 0.2 if FULL else 1.0
STOCK = 10_000
PATIENCE = 120


def folder() -> Path:
    return Path(settings.DATABASES["default"]["HOST"])


def kill_it() -> None:
    pid = int((folder() / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    connections.close_all()


def start_again() -> None:
    """Its children may still hold the memory they shared."""
    data, log = f"--pgdata={folder() / 'data'}", f"--log={folder() / 'log'}"
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        with suppress(SystemExit):
            run("pg_ctl", data, "--wait", log, "restart")
            return
        time.sleep(0.5)
    raise TimeoutError("PostgreSQL does not come back.")


def safe() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("show fsync")
        return bool(cursor.fetchone()[0] == "on")


def astray() -> int:
    """Units that are neither here nor in an order, and orders without lines."""
    sold = OrderLine.objects.aggregate(n=Sum("quantity"))["n"] or 0
    here = Stock.objects.aggregate(n=Sum(F("on_hand") - F("reserved")))["n"] or 0
    empty = Order.objects.filter(lines=None).count()
    return empty + abs(PRODUCTS * STOCK - sold - here)


def main() -> None:
    assert safe(), "commits do not reach the disk here"
    fill(PRODUCTS, stock=STOCK)
    refresh_everything()
    call_command("collectstatic", "--no-input", "--verbosity=0")
    paths = [
        f"/vi/p/{slug}/" for slug in Product.objects.values_list("slug", flat=True)
    ]
    chance = random.Random(SEED)
    with staged("demo") as (stage,), served(SHOP) as shop:
        buyers = Buyers(shop.port, paths, pause=REST, many=2)
        with workers():
            synced(stage, patience=PATIENCE)
            with at_work(buyers):
                for _ in range(KILLS):
                    time.sleep(PAUSE + chance.random())
                    kill_it()
                    time.sleep(1)  # as systemd's RestartSec
                    start_again()
                bought, failed = buyers.done, len(buyers.failed)
                goes_on = until(lambda: buyers.done > bought + 3, patience=PATIENCE)
            until(stage.settled, patience=PATIENCE)
        there = set(Order.objects.values_list("phone", flat=True))
        figures = {
            "kills": KILLS,
            "acknowledged": buyers.done,
            "lost": len(set(buyers.bought) - there),
            "units_astray": astray(),
            "purchases_failed_meanwhile": failed,
            "goes_on_by_itself": goes_on,
            "differs_at_the_platform": sum(stage.compare().values()),
        }
    zero = ("lost", "units_astray", "differs_at_the_platform")
    finish(figures, right=goes_on and not any(figures[name] for name in zero))


if __name__ == "__main__":
    main()
