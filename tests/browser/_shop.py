"""A shop in processes of its own on a PostgreSQL database of its own."""

import http.client
import json
import os
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg
from django.conf import settings

from tests.bench._facebook import Facebook, facebook
from tests.jobs.supervised import database_url
from tests.ports import free_port

START = 60
#: What the hub says of everything on sale, from its own rows and not the channels'.
ON_SALE = """
    select variant.sku, product.title_vi, variant.price, variant.compare_at_price,
        coalesce(sum(stock.on_hand - stock.reserved), 0)::int
    from catalog_variant variant
    join catalog_product product on product.id = variant.product_id
    left join inventory_stock stock on stock.variant_id = variant.id
    where product.state = 'active' and not variant.archived
    group by variant.id, product.id
"""
#: A batch forgets its records when it is carried out; this keeps them.
KEEP_RECORDS = (
    "create table kept (taken_at real, records text)",
    """
    create trigger keep after insert on batch begin
        insert into kept values (new.taken_at, new.records);
    end
    """,
)

#: Title, price, price before, availability, quantity.
Item = tuple[str, int, int | None, str, int]


@dataclass
class Shop:
    port: int
    database: str
    environment: dict[str, str]
    facebook: Facebook
    control: str

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def python(self, *arguments: str) -> None:
        command = [sys.executable, *arguments]
        subprocess.run(command, cwd=settings.BASE_DIR, env=self.environment, check=True)

    def edit(self, count: int, *, seed: str) -> None:
        self.python("-m", "tests.browser._hub", "edit", str(count), seed)

    def ask(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.database) as rows:
            return rows.execute(query).fetchall()

    def switch_dark(self, value: str) -> None:
        """By the port of the switches, which stays open in the dark."""
        body = urlencode({"name": "dark", "value": value}).encode()
        urllib.request.urlopen(f"{self.control}/_sandbox/switch", body).close()

    def wanted(self) -> dict[str, Item]:
        return {
            sku: (title, price, before, availability(max(units, 0)), max(units, 0))
            for sku, title, price, before, units in self.ask(ON_SALE)
        }

    def held(self) -> dict[str, Item]:
        """The same, as the platform has it."""
        return {item["id"]: read_item(item) for item in self.facebook.store.items()}

    def differing(self) -> set[str]:
        wanted, held = self.wanted(), self.held()
        skus = wanted.keys() | held.keys()
        return {sku for sku in skus if wanted.get(sku) != held.get(sku)}

    def wait_until_equal(self, *, seconds: float) -> float:
        """Return how long it took until Facebook had every item as the hub has it."""
        began = time.monotonic()
        while differing := self.differing():
            assert time.monotonic() < began + seconds, sorted(differing)
            time.sleep(0.3)
        return time.monotonic() - began

    def wait_for(self, query: str, *, seconds: float) -> None:
        """Return when this question to the hub's rows has an answer."""
        ends = time.monotonic() + seconds
        while not self.ask(query):
            assert time.monotonic() < ends, query
            time.sleep(0.3)

    def sent(self, *, since: float) -> list[list[str]]:
        """The skus that each items_batch call brought to the platform."""
        with self.facebook.store.reading() as rows:
            kept = rows.execute("select records from kept where taken_at > ?", (since,))
            return [[data["id"] for _, _, data in json.loads(text)] for (text,) in kept]


def availability(units: int) -> str:
    return "in stock" if units else "out of stock"


def read_item(item: dict[str, object]) -> Item:
    price, sale = item["price"], item.get("sale_price")
    return (
        str(item["title"]),
        amount(sale or price),
        amount(price) if sale else None,
        str(item["availability"]),
        int(str(item["quantity_to_sell_on_facebook"])),
    )


def amount(text: object) -> int:
    return int(str(text).removesuffix(" VND"))


@contextmanager
def running_shop(folder: Path) -> Iterator[Shop]:
    with ExitStack() as stack:
        platform = stack.enter_context(facebook(folder))
        with platform.store.writing() as rows:
            for statement in KEEP_RECORDS:
                rows.execute(statement)
        shop = Shop(
            port=free_port(),
            database=stack.enter_context(fresh_database()),
            environment={},
            facebook=platform,
            control=control_of(platform),
        )
        shop.environment = environment_of(shop, folder)
        prepare(shop)
        for name, arguments in processes(shop).items():
            log = stack.enter_context((folder / f"{name}.log").open("w"))
            stack.enter_context(running(shop, arguments, log))
        wait_for(shop)
        yield shop


def environment_of(shop: Shop, folder: Path) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "storefront.settings",
        "DATABASE_URL": shop.database,
        "DATA_DIR": str(folder),
        "PORT": str(shop.port),
        "SITE_URL": shop.address,
        "ALLOW_API_ADDRESS": "1",
        "DEBUG": "0",
        "DEMO": "0",
    }


def prepare(shop: Shop) -> None:
    shop.python("manage.py", "migrate", "--verbosity=0")
    shop.python("manage.py", "collectstatic", "--no-input", "--verbosity=0")
    store = str(shop.facebook.path)
    shop.python("-m", "tests.browser._hub", "fill", shop.facebook.address, store)


def processes(shop: Shop) -> dict[str, list[str]]:
    web = ["-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws"]
    web += ["--port", str(shop.port), "--workers", "2", "--blocking-threads", "4"]
    return {
        "web": [*web, "--log-level", "warning", "storefront.wsgi:application"],
        "work": ["-m", "tests.browser._work_settling_soon"],
    }


@contextmanager
def running(shop: Shop, arguments: list[str], log) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=shop.environment,
        stdout=log,
        stderr=log,
    )
    try:
        yield
        assert process.poll() is None, Path(log.name).read_text()
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def fresh_database() -> Iterator[str]:
    """A database beside the test's own: other processes must see what is committed."""
    server = urlsplit(database_url())
    name = f"kieng_story_{uuid.uuid4().hex[:8]}"
    maintenance = server._replace(path="/postgres").geturl()
    with psycopg.connect(maintenance, autocommit=True) as rows:
        rows.execute(f"create database {name}")
        try:
            yield server._replace(path=f"/{name}").geturl()
        finally:
            rows.execute(f"drop database {name} with (force)")


def control_of(platform: Facebook) -> str:
    with urllib.request.urlopen(f"{platform.address}/_sandbox/state") as state:
        return json.load(state)["control"]


def wait_for(shop: Shop) -> None:
    ends = time.monotonic() + START
    while True:
        with closing(http.client.HTTPConnection("127.0.0.1", shop.port)) as web:
            try:
                web.request("GET", "/vi/")
                assert web.getresponse().status == 200
            except ConnectionError:
                assert time.monotonic() < ends, "the web server never answered"
                time.sleep(0.1)
            else:
                return
