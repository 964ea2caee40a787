"""Connect a shop to a platform that holds its products already, under other names too.

In full, 500 products are there: 400 of ours (250 by SKU, 80 by GTIN, 70 by title and
picture only), 30 that look alike and are not, 70 strangers. Staff adopt what is sure,
then what is likely. Counted at the platform, by its ids: what was adopted wrongly, what
was doubled, what was touched and should not have been. The control creates without
reading first.
"""

import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django

django.setup()

from django.utils import timezone

from plugins.demo.plugin import DemoShop
from plugins.demo.sandbox import DemoSandbox
from storefront.catalog.fetching import want_pictures
from storefront.catalog.models import Variant
from storefront.channels import adopting, claims, pusher, readback, sync_runs
from storefront.channels.findings import products_in
from storefront.channels.models import Listing
from storefront.connections.models import Connection
from storefront.connections.services import connect
from storefront.contract.sandbox import running
from tests.builders import product, variant

FULL = os.environ.get("SIZE") == "full"
COUNTS = (250, 80, 70, 30, 70, 20) if FULL else (25, 8, 7, 12, 7, 2)
BY_SKU, BY_GTIN, BY_LOOKS, ALIKE, STRANGERS, NEW = COUNTS


@dataclass
class There:
    """What was put on the platform beforehand, by its number there."""

    sandbox: DemoSandbox
    #: Whose it is: our variant.
    ours: dict[int, Variant] = field(default_factory=dict)
    #: How it was, of what must stay so.
    others: dict[int, object] = field(default_factory=dict)

    def put(self, title: str, sku: str, **fields: object) -> int:
        content = {"title": title, "skus": [{"sku": sku, **fields.pop("more", {})}]}  # type: ignore[dict-item]
        with self.sandbox.writing() as rows:
            number = rows.execute(
                "insert into product (shop, title, content, findable_at)"
                " values ('demo', ?, ?, 0)",
                (title, json.dumps(content | fields)),
            ).lastrowid
            rows.execute(
                "insert into sku (product, sku, price, currency, stock)"
                " values (?, ?, 1000, 'VND', 1)",
                (number, sku),
            )
        return int(number or 0)

    def now(self) -> dict[int, Any]:
        return {int(str(item["id"])): item for item in self.sandbox.items()}


def gtin(number: int) -> str:
    """A GTIN-13 with its check digit."""
    digits = f"893{number:09}"
    weighted = sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(digits))
    return digits + str(-weighted % 10)


def ours(number: int, **fields: object) -> Variant:
    made = product(f"Sản phẩm số {number}", brand="Kiềng")
    want_pictures(product=made, urls=[picture(number)])
    return variant(f"ours-{number}", product=made, stock=5, **fields)


def picture(number: int) -> str:
    return f"https://cdn.example/{number}.jpg"


def fill(there: There) -> None:
    numbers = iter(range(10_000))
    for number, _ in zip(numbers, range(BY_SKU), strict=False):
        mine = ours(number)
        there.ours[there.put(f"Old name {number}", mine.sku)] = mine
    for number, _ in zip(numbers, range(BY_GTIN), strict=False):
        mine = ours(number, gtin=gtin(number))
        more = {"gtin": mine.gtin}
        there.ours[there.put(f"Old name {number}", f"x-{number}", more=more)] = mine
    for number, _ in zip(numbers, range(BY_LOOKS), strict=False):
        mine = ours(number)
        title = f"  sản phẩm SỐ {number}"
        pictures = [picture(number)]
        there.ours[there.put(title, f"y-{number}", pictures=pictures)] = mine
    for number, kind in zip(numbers, look_alikes(), strict=False):
        mine = ours(number, gtin=gtin(number))
        there.put(**(like(mine, number) | kind))
    for number, _ in zip(numbers, range(STRANGERS), strict=False):
        there.put(f"Stranger {number}", f"z-{number}")
    for number, _ in zip(numbers, range(NEW), strict=False):
        ours(number)
    there.others = {n: item for n, item in there.now().items() if n not in there.ours}


def like(mine: Variant, number: int) -> dict[str, Any]:
    """All that the looks of ours would be known by."""
    return {
        "title": str(mine.product.title_vi),
        "sku": f"a-{number}",
        "pictures": [picture(number)],
    }


def look_alikes() -> Iterator[dict[str, Any]]:
    """Each lacks something, or something speaks against it."""
    kinds: list[dict[str, Any]] = [
        {"pictures": ["https://cdn.example/another.jpg"]},
        {"pictures": []},
        {"title": "Sản phẩm số khác"},
        {"brand": "Another brand"},
        {"more": {"gtin": gtin(900_000)}},
        {"more": {"options": {"Màu": "Đỏ"}}},
    ]
    for number in range(ALIKE):
        yield kinds[number % len(kinds)]


def send(connection: Connection) -> None:
    """It has sold nothing, which is known for as long as this takes."""
    known = timezone.now() + timedelta(hours=1)
    Connection.objects.filter(pk=connection.pk).update(polled_through=known)
    sync_runs.plan_all(sync_runs.open_run(connection))
    while (again := pusher.push(connection)) is not None:
        time.sleep(again.total_seconds())
        connection.refresh_from_db()


def adopt(connection: Connection) -> dict[str, int]:
    """As staff would: all that is certain, then all that is likely."""
    readback.read_on(readback.open_run(connection))
    send(connection)  # what nothing there is like
    certain = adopting.certain_products(connection)
    adopted, refused = adopting.adopt_all(connection, certain)
    likely = products_in(connection, "likely").values_list("pk", flat=True)
    more, refused_too = adopting.adopt_all(connection, list(likely))
    send(connection)
    return {
        "certain": adopted,
        "likely": more,
        "refused": len(refused) + len(refused_too),
    }


def count(there: There) -> dict[str, int]:
    """At the platform: by the numbers it gave, and by what it holds under them."""
    now = there.now()
    titles = Counter(item["title"] for item in now.values())
    listed = dict(Listing.objects.values_list("external_id", "product"))
    right = sum(
        listed.get(str(number)) == mine.product_id
        and now[number]["title"] == mine.product.title_vi
        for number, mine in there.ours.items()
    )
    return {
        "products_there": len(now),
        "adopted_rightly": right,
        "adopted_wrongly": sum(str(number) in listed for number in there.others),
        "others_touched": sum(now.get(n) != item for n, item in there.others.items()),
        "doubles": there.sandbox.doubles()
        + sum(max(titles[m.product.title_vi] - 1, 0) for m in there.ours.values()),
        "created": len(now) - len(there.ours) - len(there.others),
    }


def clear() -> None:
    with django.db.connection.cursor() as cursor:
        cursor.execute(
            "truncate channels_listing, channels_attempt, channels_change,"
            " catalog_product, connections_connection cascade"
        )


def run(folder: Path) -> dict[str, int]:
    sandbox = DemoSandbox(folder / "demo.sqlite3")
    sandbox.turn("settling", 0)
    there = There(sandbox)
    fill(there)
    with running(sandbox) as address:
        credentials = dict(sandbox.seeded)
        connection = connect(
            service="demo.shop", credentials=credentials, api_address=address
        )
        started = time.monotonic()
        figures = adopt(connection) | count(there)
    return figures | {"seconds": round(time.monotonic() - started)}


def main() -> None:
    DemoShop.budgets = ()
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        figures["adopting"] = run(Path(folder))
        print(figures["adopting"], flush=True)
    clear()
    blindly = patch.object(claims, "forbids_creating", lambda *args: False)
    unread = patch.object(readback, "read_on", lambda run: None)
    with tempfile.TemporaryDirectory() as folder, blindly, unread:
        figures["control"] = run(Path(folder))
    print(json.dumps(figures))
    adopted = figures["adopting"]
    whole = adopted["adopted_rightly"] == BY_SKU + BY_GTIN + BY_LOOKS
    wrong = adopted["adopted_wrongly"] + adopted["others_touched"] + adopted["doubles"]
    made = adopted["created"] == ALIKE + NEW
    seen = figures["control"]["doubles"] > 0
    sys.exit(0 if whole and made and not wrong and seen else 1)


if __name__ == "__main__":
    main()
