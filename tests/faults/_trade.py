"""People at work while things break: they look, buy here and there, change prices."""

import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db import connections

from plugins.demo.fake.orders import SoldOut
from storefront.catalog.models import Variant
from storefront.catalog.services import Price, change_prices
from tests.bench._load import Answer, Connection
from tests.bench._purchase import Refused, buy
from tests.builders import numbers
from tests.catalogue import fill
from tests.faults._stage import Stage

PRICE_CHANGED = "Giỏ hàng đã thay đổi"
VIETNAMESE = {"Accept-Language": "vi"}


@dataclass
class Visitors:
    """So many pages a second, however long an answer takes; the seconds of each."""

    port: int
    paths: Sequence[str]
    per_second: float
    many: int = 4
    taken: list[tuple[float, float]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def between(self, start: float, end: float) -> list[float]:
        return [seconds for at, seconds in self.taken if start <= at < end]

    def walk(self, number: int, stop: threading.Event) -> None:
        browser, turn = None, number
        while not stop.wait(self.many / self.per_second):
            began = time.perf_counter()
            at = time.monotonic()
            try:
                browser = browser or Browser(self.port, headers=VIETNAMESE)
                status = browser.get(self.paths[turn % len(self.paths)]).status
            except OSError as error:
                self.failed.append(repr(error))
                browser = None
                continue
            self.taken.append((at, time.perf_counter() - began))
            if status != 200:
                self.failed.append(str(status))
            turn += self.many


class Browser(Connection):
    """Asks once more where a kept connection turns out to be closed, as browsers do."""

    def ask(self, method: str, path: str, body: bytes = b"") -> Answer:
        try:
            return super().ask(method, path, body)
        except ConnectionError:
            if self.asked <= self.asked_before:
                raise
        self.close()
        self.__post_init__()
        return super().ask(method, path, body)

    def __post_init__(self) -> None:
        super().__post_init__()
        #: Of a fresh connection nothing was answered yet: its failure is a failure.
        self.asked_before = self.asked + 1


@dataclass
class Buyers:
    """Guests who buy one thing each, one after the other."""

    port: int
    paths: Sequence[str]
    pause: float
    many: int = 2
    asked: int = 0
    #: Phones of those whose order was acknowledged.
    bought: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def done(self) -> int:
        return len(self.bought)

    def walk(self, number: int, stop: threading.Event) -> None:
        turn = number
        while not stop.wait(self.pause):
            try:
                self.buy_one(self.paths[turn % len(self.paths)])
            except Exception as error:  # noqa: BLE001 -- counted, whatever it was
                self.failed.append(repr(error))
            turn += self.many

    def buy_one(self, path: str) -> None:
        """Who is told that a price has changed meanwhile begins anew."""
        phone = f"091{next(numbers):07}"
        try:
            self.buy_as(phone, path)
        except Refused as refused:
            if PRICE_CHANGED not in str(refused):
                raise
            self.buy_as(phone, path)

    def buy_as(self, phone: str, path: str) -> None:
        guest = Browser(self.port, headers={"Accept-Encoding": "identity"})
        try:
            buy(guest, path, phone=phone)
            self.bought.append(f"+84{phone[1:]}")
        finally:
            self.asked += guest.asked
            guest.close()


@dataclass
class SlowPhones:
    """They put things into a cart, and the end of what they send is long on its way.

    Each time over a connection of its own, so what is lost is nobody's to repeat.
    """

    port: int
    variant: int
    many: int = 4
    done: int = 0
    failed: list[str] = field(default_factory=list)

    def walk(self, number: int, stop: threading.Event) -> None:
        form = urlencode({"variant": self.variant, "quantity": 1}).encode()
        while not stop.is_set():
            try:
                with closing(SlowPhone(self.port)) as phone:
                    status = phone.post("/vi/cart/add/", form).status
            except OSError as error:
                self.failed.append(repr(error))
                time.sleep(0.1)
                continue
            if status == 302:
                self.done += 1
            else:
                self.failed.append(str(status))


class SlowPhone(Connection):
    def send(self, request: bytes) -> None:
        super().send(request[:-1])
        time.sleep(1)
        super().send(request[-1:])


@dataclass
class Traders:
    """Staff who change prices and add products, and buyers on the platform."""

    stage: Stage
    chance: random.Random
    pause: float
    many: int = 1

    def walk(self, number: int, stop: threading.Event) -> None:
        variants = list(Variant.objects.order_by("pk").values_list("pk", "sku"))
        while not stop.wait(self.pause):
            (pk, _), (_, other) = self.chance.sample(variants, 2)
            price = Price(100_000 + 1000 * self.chance.randrange(900))
            change_prices(prices={pk: price})
            try:
                order = self.stage.sandbox.sell(
                    self.stage.connection.account, {other: 1}
                )
            except SoldOut:
                continue
            if self.chance.random() < 0.2:
                self.stage.sandbox.move(order, "void")
            if self.chance.random() < 0.1:
                fill(1)
        connections.close_all()


Person = Visitors | Buyers | SlowPhones | Traders


@contextmanager
def at_work(*people: Person) -> Iterator[None]:
    stop = threading.Event()
    threads = [
        threading.Thread(target=one.walk, args=(number, stop), daemon=True)
        for one in people
        for number in range(one.many)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
