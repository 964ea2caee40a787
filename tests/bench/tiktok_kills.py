"""Kill workers, clusters and supervisors while products go to TikTok Shop's sandbox.

Budgets are off. A proxy hands each answer to a create over 50-250 ms late, and of three
kills two hit a process that waits for one: the create was carried out, and nobody heard
of it. Counted at the platform: its store, and its log, in which a create that is
repeated under its key stands twice with the same bytes. The control makes a new key for
each try, and doubles appear.
"""

import random
import sys
import tempfile
import time
from asyncio import StreamReader, StreamWriter
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import django

django.setup()

import psutil

from plugins.tiktok_shop.fake.seller import SHOPS
from storefront.catalog.models import Product, Variant
from storefront.channels.models import Part
from storefront.channels.services import start_sync
from storefront.connections.models import Connection
from tests.bench._tiktok import TikTok, furnish, tiktok
from tests.catalogue import fill
from tests.faults._faults import Fault, latency
from tests.faults._killer import Killer
from tests.faults._proxy import Asked, Proxy, serving
from tests.faults._stage import FIRST_ROUND, FULL, SEED, Figures, finish, sold_here

PRODUCTS, VARIANTS, KILLS, IN_FLIGHT = (5_000, 3, 30, 10) if FULL else (60, 3, 4, 2)
#: By how many seconds an answer to a create is late.
DELAY = (0.05, 0.25)
#: Seconds between two kills.
PAUSE = (3, 7) if FULL else (1, 2)
CONTROL_PRODUCTS, CONTROL_KILLS, CONTROL_TRIES = 60, 4, 4
#: Where all are there before the kills are done, so many more come.
MORE = 60
PATIENCE = 1500 if FULL else 300
PATIENCE_TO_AIM = 10

CREATES = "/product/202309/products"
WORK = [sys.executable, "-m", "tests.bench._tiktok_work"]
#: Of half of them a connection sends with four, and reads its orders with the others.
QUEUES = ["--queues", "fast=12,slow=2"]


def is_create(asked: Asked) -> bool:
    return asked.method == "POST" and asked.target.partition("?")[0] == CREATES


class LateProxy(Proxy):
    """Hands the answers to creates over late, and knows who waits for one, by port."""

    def __init__(self, upstream: str) -> None:
        super().__init__(upstream)
        self.chance = random.Random(SEED)
        self.choose = self.delay
        self.waiting: set[int] = set()

    def delay(self, asked: Asked) -> Fault | None:
        return latency(self.chance.uniform(*DELAY)) if is_create(asked) else None

    async def play(
        self, fault: Fault, asked: Asked, reader: StreamReader, writer: StreamWriter
    ) -> None:
        self.asked.clear()  # thousands of pictures
        if not is_create(asked):
            return await super().play(fault, asked, reader, writer)
        port = writer.get_extra_info("peername")[1]
        self.waiting.add(port)
        try:
            await super().play(fault, asked, reader, writer)
        finally:
            self.waiting.discard(port)


@contextmanager
def late_proxy(upstream: str) -> Iterator[LateProxy]:
    proxy = LateProxy(upstream)
    with serving(proxy.talk) as port:
        proxy.port = port
        yield proxy


@dataclass
class Marksman(Killer):
    """Of three kills two hit a process whose create has not been answered."""

    waiting: set[int] = field(default_factory=set)

    def choose(self) -> tuple[str, psutil.Process]:
        aims = self.kills.total() % 3 < 2
        victim = self.aim() if aims else None
        return ("waiting", victim) if victim else super().choose()

    def aim(self) -> psutil.Process | None:
        ends = time.monotonic() + PATIENCE_TO_AIM
        while time.monotonic() < ends:
            if victim := self.someone_waiting():
                return victim
        return None

    def someone_waiting(self) -> psutil.Process | None:
        processes = psutil.Process(self.work.pid).children(recursive=True)
        return next(filter(self.is_waiting, processes), None)

    def is_waiting(self, process: psutil.Process) -> bool:
        try:
            held = process.net_connections("tcp")
        except psutil.Error:
            return False
        return any(one.laddr.port in self.waiting for one in held)


def publish_under_fire(
    proxy: LateProxy, connection: Connection, *, without: str, kills: int
) -> Killer:
    """Send everything while killing; return when nothing waits any more."""

    def send_more() -> None:
        if finished(connection):
            fill(MORE, variants=VARIANTS)
            furnish(connection)
            start_sync(connection)

    start_sync(connection)
    killer = Marksman(
        [*WORK, without, *QUEUES],
        random.Random(SEED),
        creating=lambda: bool(proxy.waiting),
        go_on=send_more,
        waiting=proxy.waiting,
    )
    killer.under_fire(
        lambda: finished(connection), kills=kills, pause=PAUSE, patience=PATIENCE
    )
    return killer


def finished(connection: Connection) -> bool:
    listed = connection.listings.exclude(listed_at=None).count()
    waiting = Part.objects.waiting().filter(connection=connection).exists()
    return not waiting and listed >= on_sale()


def on_sale() -> int:
    return Product.objects.filter(state=Product.State.ACTIVE).count()


def compare(platform: TikTok, connection: Connection) -> dict[str, int]:
    """What the platform holds of this shop against what the hub sells, by SKU."""
    there = platform.held(connection.account)
    times = Counter(sku for sku, _, _ in there)
    held = {sku: (price, stock) for sku, price, stock in there}
    sold = sold_here()
    return {
        "missing": len(sold.keys() - held.keys()),
        "doubled": sum(number - 1 for number in times.values()),
        "wrong_prices": sum(held[s][0] != sold[s][0] for s in held.keys() & sold),
        "wrong_stock": sum(held[s][1] != sold[s][1] for s in held.keys() & sold),
    }


def measure(platform: TikTok, proxy: LateProxy) -> tuple[Figures, bool]:
    connection = platform.connect(address=proxy.address)
    fill(PRODUCTS, variants=VARIANTS)
    furnish(connection)
    started = time.monotonic()
    killer = publish_under_fire(proxy, connection, without="none", kills=KILLS)
    seconds = time.monotonic() - started
    figures: Figures = {
        "products": on_sale(),
        "variants": VARIANTS,
        "seconds": round(seconds),
        "items_per_second": round(Variant.objects.count() / seconds, 1),
        "kills": dict(killer.kills),
        "kills_of_who_waited_for_a_create": killer.kills["waiting"],
        "creates_repeated": platform.repeated_creates(),
    }
    wrong = compare(platform, connection)
    enough = killer.kills.total() >= KILLS and killer.kills["waiting"] >= IN_FLIGHT
    return figures | wrong, enough and not any(wrong.values())


def control(platform: TikTok, proxy: LateProxy) -> int:
    """How many are doubled where no create has the key of the one before it."""
    Connection.objects.update(state=Connection.State.CLOSED)
    few = Product.objects.order_by("pk").values_list("pk", flat=True)[:CONTROL_PRODUCTS]
    Product.objects.exclude(pk__in=list(few)).update(state=Product.State.DRAFT)
    connection = platform.connect(address=proxy.address, shop=SHOPS[1])
    furnish(connection)
    for _ in range(CONTROL_TRIES):
        publish_under_fire(proxy, connection, without="keys", kills=CONTROL_KILLS)
        if doubled := compare(platform, connection)["doubled"]:
            return doubled
        fill(MORE, variants=VARIANTS)
        furnish(connection)
    return 0


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        tiktok(Path(folder)) as platform,
        late_proxy(platform.address) as proxy,
    ):
        platform.turn("audit_takes", 0)
        figures, right = measure(platform, proxy)
        if FIRST_ROUND:
            print(figures, flush=True)
            figures["doubled_without_keys"] = control(platform, proxy)
            right = right and bool(figures["doubled_without_keys"])
    finish(figures, right=right)


if __name__ == "__main__":
    main()
