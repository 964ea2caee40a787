"""The website, checkout links and TikTok Shop sell the same 50 units to 200 buyers.

Each round is a product of its own: at once, within two seconds, within six. Webhooks
come late, doubled and shuffled. What was sold over there is read in the platform's
store, what was sold here in our rows. All the while a look at one moment of the
database must find no unit missing that no alert names; in the end every oversell is
named and the stock is the same everywhere. In the control nobody is told of what was
sold twice, and units are missing that no alert names.
"""

import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode

import django

django.setup()

from django.core.management import call_command
from django.db import connection as database

from plugins.tiktok_shop.fake.seller import SHOPS
from storefront.catalog.models import Variant
from storefront.channels.models import Change, Part
from storefront.channels.services import start_sync
from storefront.connections.models import Connection, Delivery
from storefront.connections.plugins import build
from storefront.contract.roles import ReceivesWebhooks
from storefront.intake.models import ImportedOrder
from storefront.orders.models import OrderLine
from tests.bench._race import Buyer, at_once
from tests.bench._servers import SHOP, served
from tests.bench._tiktok import TikTok, furnish, tiktok
from tests.builders import stock_of
from tests.catalogue import fill
from tests.faults._stage import FULL, SEED, Figures, finish, until

UNITS, BUYERS = (50, 200) if FULL else (10, 40)
#: Within how many seconds the buyers of each round press.
ROUNDS = (0.0, 2.0, 6.0) if FULL else (0.0, 2.0)
LATE, DOUBLED = 3, 1
PATIENCE = 90.0
WORK = ["manage.py", "work"]
#: The control: nobody is told of what was sold twice.
UNTOLD = ["-m", "tests.bench._tiktok_work", "alerts"]

#: One moment: what is missing of a variant, and how many units alerts name.
LOOK = """
select greatest(coalesce(sum(reserved - on_hand), 0), 0),
  (select count(*) from outbox_alert where kind = 'oversold' and subject like %s)
from inventory_stock where variant_id = %s
"""


@dataclass
class LinkBuyer(Buyer):
    """Comes by a link with the thing in it, straight to checkout."""

    def fill_cart(self) -> None:
        self.browser.get(f"/checkout/link/?products={self.variant.sku}:1")


@dataclass
class BuyerThere:
    """Buys on the platform, by its own page."""

    platform: TikTok
    sku: str
    bought: bool = False

    def press(self) -> None:
        self.bought = there(self.platform, "buy", f"{SHOPS[0].id}/{self.sku}")


def there(platform: TikTok, deed: str, item: str) -> bool:
    """Whether the platform did it."""
    form = urlencode({"name": deed, "item": item}).encode()
    try:
        urllib.request.urlopen(f"{platform.address}/_sandbox/do", form).close()
    except HTTPError:
        return False
    return True


@dataclass
class Watch:
    """Looks again and again, and keeps what no alert has named."""

    variant: Variant
    looks: int = 0
    unnamed: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def walk(self) -> None:
        while not self.stop.wait(0.02):
            missing, named = self.look()
            self.looks += 1
            self.unnamed = max(self.unnamed, missing - named)
        database.close()

    def look(self) -> tuple[int, int]:
        with database.cursor() as cursor:
            cursor.execute(LOOK, [f"% {self.variant.sku}", self.variant.pk])
            missing, named = cursor.fetchone()
        return int(missing), int(named)


@contextmanager
def watching(thing: Variant) -> Iterator[Watch]:
    watch = Watch(thing)
    thread = threading.Thread(target=watch.walk)
    thread.start()
    try:
        yield watch
    finally:
        watch.stop.set()
        thread.join()


def put_on_sale(platform: TikTok, connection: Connection) -> Variant:
    """One more product, here and there, with as many units in both places."""
    fill(1, stock=UNITS)
    furnish(connection)
    start_sync(connection)
    thing = Variant.objects.latest("pk")
    until(lambda: platform.stock(thing.sku) == UNITS, patience=PATIENCE)
    return thing


def sell(
    address: str, platform: TikTok, thing: Variant, chance: random.Random, within: float
) -> Figures:
    """A third of the buyers each way; return how it went for them."""
    web = [Buyer(address, thing) for _ in range(BUYERS // 3)]
    link = [LinkBuyer(address, thing) for _ in range(BUYERS // 3)]
    others = [
        BuyerThere(platform, thing.sku) for _ in range(BUYERS - len(web) - len(link))
    ]
    at_once([buyer.prepare for buyer in (*web, *link)], threads=8)
    crowd = [*web, *link, *others]
    chance.shuffle(crowd)
    presses = [later(one.press, chance.uniform(0, within)) for one in crowd]
    at_once(presses, threads=len(presses))
    return {
        "sold_on_the_website": sum(one.status == 302 for one in web),
        "sold_by_links": sum(one.status == 302 for one in link),
        "sold_on_tiktok": sum(one.bought for one in others),
        "answers": dict(Counter(str(one.status) for one in (*web, *link))),
    }


def later(press: Callable[[], None], delay: float) -> Callable[[], None]:
    def wait_and_press() -> None:
        time.sleep(delay)
        press()

    return wait_and_press


def count(platform: TikTok, thing: Variant, watch: Watch) -> Figures:
    """The platform's store and our rows, when nothing is under way any more."""
    missing, named = watch.look()
    lines = OrderLine.objects.filter(variant=thing, quantity__gt=0)
    here = lines.filter(order__imported=None).count()
    return {
        "orders_here": here,
        "orders_there": sum(
            s != "CANCELLED" for s in platform.orders(thing.sku).values()
        ),
        "imported": lines.exclude(order__imported=None).count(),
        "missing": missing,
        "named": named,
        "stock_here": stock_of(thing),
        "stock_there": platform.stock(thing.sku),
    }


def settled(platform: TikTok, connection: Connection) -> bool:
    """No webhook is on its way, each order is known as it is, nothing is to be sent."""
    orders = platform.orders()
    imported = ImportedOrder.objects.filter(connection=connection)
    known = dict(imported.values_list("external_id", "order__state"))
    waiting = Part.objects.waiting().filter(connection=connection)
    return (
        not platform.hooks_left()
        and all(is_known(known.get(one), state) for one, state in orders.items())
        and not Change.objects.exists()
        and not waiting.exists()
    )


def is_known(ours: str | None, theirs: str) -> bool:
    return ours is not None and (ours == "cancelled") == (theirs == "CANCELLED")


def play(
    address: str,
    platform: TikTok,
    connection: Connection,
    *,
    number: int,
) -> tuple[Figures, bool]:
    seed, within = SEED + number, ROUNDS[number % len(ROUNDS)]
    thing = put_on_sale(platform, connection)
    with watching(thing) as watch:
        sold = sell(address, platform, thing, random.Random(seed), within)
        until(lambda: settled(platform, connection), patience=PATIENCE)
        found = count(platform, thing, watch)
        oversold = found["orders_here"] + found["orders_there"] - UNITS
    figures = {
        "seed": seed,
        "within_seconds": within,
        **sold,
        **found,
        "oversold": oversold,
        "looks": watch.looks,
        "most_unnamed_at_a_moment": watch.unnamed,
    }
    print(figures, flush=True)
    return figures, is_right(figures)


def is_right(round_: Figures) -> bool:
    oversold = round_["oversold"]
    return (
        not round_["most_unnamed_at_a_moment"]
        and round_["imported"] == round_["orders_there"]
        and round_["sold_on_tiktok"] == round_["orders_there"]
        and round_["missing"] == round_["named"] == max(oversold, 0)
        and round_["stock_here"] == round_["stock_there"] == max(-oversold, 0)
        and set(round_["answers"]) <= {"302", "422"}
    )


@contextmanager
def open_shop(platform: TikTok, *work: str) -> Iterator[tuple[str, Connection]]:
    """Served, with workers, and with its door known to the platform."""
    with served(SHOP) as server:
        address = os.environ["SITE_URL"] = f"http://localhost:{server.port}"
        connection = platform.connect()
        service = build(connection)
        assert isinstance(service, ReceivesWebhooks)
        service.subscribe(f"{address}/hooks/{connection.service}/")
        with started(*work, "--queues", "fast=4,slow=2"):
            yield address, connection


@contextmanager
def started(*command: str) -> Iterator[None]:
    whole = os.environ | {"LOG_LEVEL": "ERROR"}
    with subprocess.Popen([sys.executable, *command], env=whole) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(60)


def main() -> None:
    call_command("collectstatic", "--no-input", "--verbosity=0")
    with tempfile.TemporaryDirectory() as folder, tiktok(Path(folder)) as platform:
        platform.turn("audit_takes", 0)
        platform.turn("late_hooks", LATE)
        platform.turn("doubled_hooks", DOUBLED)
        platform.turn("shuffled_hooks", True)
        with open_shop(platform, *WORK) as (address, connection):
            played = [
                play(address, platform, connection, number=number)
                for number in range(len(ROUNDS))
            ]
        webhooks = Delivery.objects.count()
        with open_shop(platform, *UNTOLD) as (address, connection):
            untold, _ = play(address, platform, connection, number=len(ROUNDS))
    rounds = [figures for figures, _ in played]
    figures: Figures = {
        "units": UNITS,
        "buyers": BUYERS,
        "webhooks": webhooks,
        "worst": max(rounds, key=lambda one: one["oversold"]),
        "rounds": rounds,
        "unnamed_without_alerts": untold["most_unnamed_at_a_moment"],
    }
    right = all(good for _, good in played) and webhooks > 0
    finish(figures, right=right and bool(figures["unnamed_without_alerts"]))


if __name__ == "__main__":
    main()
