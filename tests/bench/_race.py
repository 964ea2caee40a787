"""Buyers who all press the button at the same moment, over real HTTP."""

import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import quantiles

import httpx2
from django.db import connection

from storefront.catalog.models import Variant
from storefront.inventory.models import Movement
from storefront.orders.models import Order, OrderLine
from tests.builders import numbers, stock_of, variant
from tests.ports import free_port

UNITS, BUYERS = 50, 200
PATIENCE = 60
WORKERS, THREADS = 2, 16


@contextmanager
def served(*, guarded: bool = True) -> Iterator[str]:
    """Serve the shop from our database as in production, behind one trusted proxy."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "tests.bench._race_server:application"),
        *("--interface", "wsgi", "--port", str(port), "--no-access-log"),
        *("--workers", str(WORKERS), "--blocking-threads", str(THREADS)),
    ]
    with subprocess.Popen(command, env=environment(guarded)) as server:
        address = f"http://localhost:{port}"
        try:
            wait_for(address, server)
            yield address
        finally:
            server.terminate()


def environment(guarded: bool) -> dict[str, str]:
    here = connection.settings_dict
    port = f":{here['PORT']}" if here["PORT"] else ""
    database = f"postgres://{here['USER']}@{port}/{here['NAME']}?host={here['HOST']}"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database,
        "DEBUG": "0",
        "LOG_LEVEL": "ERROR",
        "TRUSTED_PROXY_COUNT": "1",
        "ORDERS_PER_PHONE": "1",
        "ORDERS_PER_ADDRESS": "1",
        "RACE_WITHOUT_GUARD": "" if guarded else "1",
        # Both live on in the database's constraints, which a control drops as well.
        "RACE_WITHOUT_LOCKS": "" if guarded else "1",
    }


def wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if server.poll() is not None:
            raise RuntimeError("The server ended before it answered.")
        try:
            httpx2.get(f"{address}/vi/", trust_env=False)
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server does not answer.")


@dataclass
class Buyer:
    """One phone, one address, one browser. What it claims to be besides is ignored."""

    address: str
    variant: Variant
    voucher: str = ""
    number: int = field(default_factory=lambda: next(numbers))
    status: int = 0
    led_to: str = ""
    seconds: float = 0.0

    def __post_init__(self) -> None:
        high, low = divmod(self.number, 250)
        forwarded = f"203.0.113.1, 10.{high // 250}.{high % 250}.{low + 1}"
        self.browser = httpx2.Client(
            base_url=self.address,
            verify=False,
            trust_env=False,
            timeout=PATIENCE,
            headers={"Origin": self.address, "X-Forwarded-For": forwarded},
        )

    def prepare(self) -> None:
        """Fill the cart and the form."""
        self.fill_cart()
        self.form = hidden(self.browser.get("/vi/checkout/").text) | {
            "buyer_name": f"Khách {self.number}",
            "phone": f"+8491{self.number:07}",
            "province": "46",
            "ward": "Phường Thuận Hoá",
            "street": "12 Lê Lợi",
            "voucher": self.voucher,
        }
        sums = self.browser.post("/vi/checkout/sums/", data=self.form).text
        self.form |= hidden(sums)

    def fill_cart(self) -> None:
        fields = {"variant": str(self.variant.pk), "quantity": "1"}
        self.browser.post("/vi/cart/add/", data=fields)

    def press(self) -> None:
        started = time.monotonic()
        answer = self.browser.post("/vi/checkout/", data=self.form)
        self.seconds = time.monotonic() - started
        self.status = answer.status_code
        self.led_to = answer.headers.get("Location", "")


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page))


def race(address: str) -> dict[str, object]:
    """Let them all press at once, and count in the database what came of it."""
    mug = variant(stock=UNITS)
    buyers = [Buyer(address, mug) for _ in range(BUYERS)]
    at_once([buyer.prepare for buyer in buyers], threads=16)
    started = time.monotonic()
    at_once([buyer.press for buyer in buyers], threads=BUYERS)
    seconds = time.monotonic() - started
    lines = OrderLine.objects.filter(variant=mug)
    sold = lines.filter(order__state=Order.State.PLACED)
    moved = Movement.objects.filter(stock__variant=mug, reason=Movement.Reason.SALE)
    waited = quantiles((buyer.seconds for buyer in buyers), n=20)
    return {
        "sold": sold.count(),
        "held": lines.count() - sold.count(),
        "left": stock_of(mug),
        "one_movement_per_line": sorted(moved.values_list("reference", flat=True))
        == sorted(sold.values_list("order__number", flat=True)),
        "answers": dict(Counter(str(buyer.status) for buyer in buyers)),
        "seconds": round(seconds, 2),
        "p50_seconds": round(waited[9], 2),
        "p95_seconds": round(waited[18], 2),
    }


def at_once(calls: list, *, threads: int) -> None:
    """Hand the calls to so many threads that start together."""
    ready = threading.Barrier(threads)
    failures: list[Exception] = []

    def run(mine: list) -> None:
        ready.wait()
        try:
            for call in mine:
                call()
        except httpx2.HTTPError as error:
            failures.append(error)

    crowd = [
        threading.Thread(target=run, args=(calls[place::threads],))
        for place in range(threads)
    ]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    if failures:
        raise failures[0]


def right(result: dict[str, object]) -> bool:
    """Everything sold, nothing twice, and an answer a person understands for all."""
    expected = {"302": UNITS, "422": BUYERS - UNITS}
    return (
        (result["sold"], result["left"], result["held"]) == (UNITS, 0, 0)
        and result["one_movement_per_line"] is True
        and result["answers"] == expected
    )
