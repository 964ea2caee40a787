"""Kill workers, clusters and supervisors while products go to the demo platform.

Its create is not idempotent and answers after 50-500 ms. Counted at the platform: its
store and its request log, joined with the hub's SQL. The control takes the look-up
before a create away, and doubles appear.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import django

django.setup()

import psutil
from django.conf import settings

from plugins.demo.sandbox import DemoSandbox
from storefront.catalog.models import Product, Variant
from storefront.channels.models import Part
from storefront.channels.services import start_sync
from storefront.connections.models import Connection
from storefront.connections.services import connect
from storefront.contract.sandbox import running
from tests.catalogue import fill
from tests.faults._stage import FIRST_ROUND

FULL = os.environ.get("SIZE") == "full"
SEED = int(os.environ.get("SEED", "20181103"))
#: Later rounds are for the kills: as many of them in a shorter sync.
MANY = 10_000 if FIRST_ROUND else 4_000
PRODUCTS, KILLS, IN_FLIGHT_KILLS = (MANY, 16, 10) if FULL else (300, 8, 4)
#: Seconds between two kills.
PAUSE = (10, 15) if FULL else (1, 4)
CONTROL_PRODUCTS, CONTROL_KILLS = 200, 8
PATIENCE = 1800 if FULL else 400

WORK = [sys.executable, "manage.py", "work", "--queues", "fast=16,slow=2"]
WITHOUT_LOOK_UP = [
    *(sys.executable, "-m", "tests.faults._work_without", "look_up"),
    *WORK[-2:],
]


@dataclass
class Killer:
    """Kills by a seed; half of its kills wait for a create that is being answered."""

    sandbox: DemoSandbox
    command: list[str]
    chance: random.Random
    work: subprocess.Popen[bytes] = field(init=False)
    kills: Counter[str] = field(default_factory=Counter)
    in_flight: int = 0

    def __post_init__(self) -> None:
        self.work = subprocess.Popen(self.command)

    def kill_one(self) -> None:
        role, victim = self.choose()
        for _ in range(1000):  # after a supervisor's death creates take a while
            if unanswered_creates(self.sandbox):
                self.in_flight += 1
                break
            time.sleep(0.01)
        try:
            victim.kill()
        except psutil.NoSuchProcess:
            return
        self.kills[role] += 1
        if role == "supervisor":
            self.work.wait()
            self.work = subprocess.Popen(self.command)

    def choose(self) -> tuple[str, psutil.Process]:
        """A supervisor once in eight; otherwise any process of any cluster."""
        supervisor = psutil.Process(self.work.pid)
        mains = supervisor.children()
        if not mains or self.chance.random() < 0.125:
            return "supervisor", supervisor
        main = self.chance.choice(mains)
        others = main.children(recursive=True)
        if not others or self.chance.random() < 0.3:
            return "cluster", main
        return "worker", self.chance.choice(others)

    def stop(self) -> None:
        self.work.terminate()
        self.work.wait(timeout=30)


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
    sandbox: DemoSandbox, connection: Connection, command: list[str], *, kills: int
) -> Killer:
    """Push everything while killing; return when nothing waits any more."""
    start_sync(connection)
    killer = Killer(sandbox, command, random.Random(SEED))
    ends = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < ends:
            if sum(killer.kills.values()) < kills:
                time.sleep(killer.chance.uniform(*PAUSE))
                killer.kill_one()
            elif finished(connection):
                return killer
            else:
                time.sleep(1)
    finally:
        killer.stop()
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
            "products": PRODUCTS,
            "seconds": round(time.monotonic() - started),
            "kills": dict(killer.kills),
            "kills_with_a_create_unanswered": killer.in_flight,
            **compare(sandbox),
        }
    Connection.objects.update(state=Connection.State.CLOSED)
    return figures


def undisturbed() -> int:
    """The same while nobody is killed."""
    with demo_shop("quiet") as (sandbox, connection):
        started = time.monotonic()
        sync_under_fire(sandbox, connection, WORK, kills=0)
    Connection.objects.update(state=Connection.State.CLOSED)
    return round(time.monotonic() - started)


def control() -> dict[str, int]:
    """The same with few products and without the look-up."""
    rest = Variant.objects.order_by("pk")[CONTROL_PRODUCTS:]
    extra = Product.objects.filter(variants__in=list(rest))
    extra.update(state=Product.State.DRAFT)
    with demo_shop("control") as (sandbox, connection):
        sync_under_fire(sandbox, connection, WITHOUT_LOOK_UP, kills=CONTROL_KILLS)
        return compare(sandbox)


def main() -> None:
    figures = measure()
    proven = not figures["missing"] and not figures["doubled"]
    if FIRST_ROUND:
        figures["seconds_undisturbed"] = undisturbed()
        print(figures, flush=True)
        figures["doubled_without_look_up"] = control()["doubled"]
        proven = proven and bool(figures["doubled_without_look_up"])
    print(json.dumps(figures))
    enough = figures["kills_with_a_create_unanswered"] >= IN_FLIGHT_KILLS  # type: ignore[operator]
    sys.exit(0 if proven and enough else 1)


if __name__ == "__main__":
    main()
