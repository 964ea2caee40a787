"""What the scripts share: platforms behind proxies, workers, trade, and the count."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from typing import NoReturn

from plugins.demo.sandbox import DemoSandbox
from storefront.catalog.models import Variant
from storefront.channels.models import Change, Part, ReadBack
from storefront.channels.services import start_sync
from storefront.connections.models import Connection
from storefront.connections.services import connect
from storefront.contract.sandbox import running
from storefront.inventory.models import Stock
from tests.channels.engine import let_prices_jump
from tests.faults._proxy import Proxy, proxied

FULL = os.environ.get("SIZE") == "full"
SEED = int(os.environ.get("SEED", "20181103"))
#: What chance does not change is measured once.
FIRST_ROUND = os.environ.get("ROUND", "0") == "0"

Figures = dict[str, object]


@dataclass
class Stage:
    """A demo shop over there, the proxy before it, and our connection to it."""

    sandbox: DemoSandbox
    proxy: Proxy
    connection: Connection

    def settled(self) -> bool:
        """Does nothing wait any more? It starts no comparison, and proves nothing."""
        waiting = Part.objects.waiting().filter(connection=self.connection)
        reading = ReadBack.objects.open().filter(connection=self.connection)
        listed = self.connection.listings.exclude(listed_at=None).count()
        return not (
            Change.objects.exists()
            or reading.exists()
            or waiting.exists()
            or listed < self.products()
        )

    def products(self) -> int:
        return Variant.objects.on_sale().values("product").distinct().count()

    def compare(self) -> dict[str, int]:
        """The platform's store against what the shop sells, by sku."""
        held: dict[str, tuple[int, int | None]] = {}
        times: Counter[str] = Counter()
        for sku in self.skus():
            times[str(sku["sku"])] += 1
            held[str(sku["sku"])] = int(str(sku["price"])), stock_in(sku)
        wanted = sold_here()
        return {
            "missing": len(wanted.keys() - held.keys()),
            "doubled": sum(count - 1 for count in times.values()),
            "prices_differ": sum(
                held[s][0] != wanted[s][0] for s in held if s in wanted
            ),
            "stock_differs": sum(
                held[s][1] != wanted[s][1] for s in held if s in wanted
            ),
        }

    def skus(self) -> Iterator[dict[str, object]]:
        shop = self.connection.account
        for item in self.sandbox.items():
            if item["shop"] == shop:
                yield from item["skus"]  # type: ignore[misc] -- rows of JSON


def stock_in(sku: dict[str, object]) -> int | None:
    stock = sku["stock"]
    return stock if isinstance(stock, int) else None


def sold_here() -> dict[str, tuple[int, int]]:
    """Price and stock of everything on sale, by sku."""
    rows = list(Variant.objects.on_sale().values_list("pk", "sku", "price"))
    stock = Stock.objects.available_by_variant([pk for pk, _, _ in rows])
    return {sku: (price, max(stock.get(pk, 0), 0)) for pk, sku, price in rows}


@contextmanager
def staged(*names: str) -> Iterator[list[Stage]]:
    """One sandbox that knows all these shops; each is called through its own proxy."""
    with ExitStack() as stack:
        # What the sandbox is answering just now may still write there.
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="kieng-", ignore_cleanup_errors=True)
        )
        sandbox = DemoSandbox(Path(folder) / "demo.sqlite3", seed=SEED)
        address = stack.enter_context(running(sandbox))
        stages = []
        for name in names:
            proxy = stack.enter_context(proxied(address))
            credentials = {"shop": name, "token": f"{name}-token"}
            connection = connect(
                service="demo.shop", credentials=credentials, api_address=proxy.address
            )
            let_prices_jump(connection)
            stages.append(Stage(sandbox, proxy, connection))
        yield stages


@contextmanager
def workers(*, without: str = "", queues: str = "fast=4,slow=2") -> Iterator[None]:
    """`manage.py work`; or as it would be without some of its guards."""
    program = ["manage.py", "work"]
    if without:
        program = ["-m", "tests.faults._work_without", without]
    command = [sys.executable, *program, "--queues", queues]
    with subprocess.Popen(command, env=os.environ | {"LOG_LEVEL": "ERROR"}) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(60)


def synced(*stages: Stage, patience: float) -> float:
    """Bring everything there, and say how long it took."""
    started = time.monotonic()
    for stage in stages:
        start_sync(stage.connection)
    until(lambda: all(stage.settled() for stage in stages), patience=patience)
    return time.monotonic() - started


def until(what: Callable[[], bool], *, patience: float, every: float = 0.3) -> bool:
    """Whether it came true in time; what was lost shows in the count afterwards."""
    ends = time.monotonic() + patience
    while not what():
        if time.monotonic() > ends:
            print("patience is over", flush=True)
            return False
        time.sleep(every)
    return True


def shift_clock(by: timedelta) -> None:
    """Move business time of all processes; never back, and whole for every reader."""
    file = Path(os.environ["CLOCK_FILE"])
    known = json.loads(file.read_text())["shift"] if file.exists() else 0
    new = file.with_suffix(".new")
    new.write_text(json.dumps({"shift": known + by.total_seconds()}))
    new.rename(file)


def percentile(taken: list[float], percent: int) -> float:
    """Zero where nothing was measured."""
    if len(taken) < 2:
        return taken[0] if taken else 0.0
    return quantiles(taken, n=100, method="inclusive")[percent - 1]


def finish(figures: Figures, *, right: bool) -> NoReturn:
    print(json.dumps({"seed": SEED, **figures}))
    sys.exit(0 if right else 1)
