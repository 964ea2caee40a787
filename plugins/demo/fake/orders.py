"""The platform's orders: it sells what it was given, and tells who bought, masked."""

import json
import sqlite3
import time
from collections.abc import Mapping, Sequence
from zlib import crc32

SCHEMA = """
create table if not exists purchase (
    id integer primary key autoincrement,
    shop text not null,
    state text not null,
    placed_at integer not null,
    updated_at integer not null,
    currency text not null,
    gone_out integer not null default 0,
    units text not null
);
create index if not exists purchase_by_update on purchase (shop, updated_at, id);
"""

PER_PAGE = 20
MOST_IDS = 50
#: unpaid: the buyer may still walk away, and nothing is to be sent yet.
STATES = ("unpaid", "paid", "sent", "done", "void")
DELIVERY = 15_000
#: The numbers of skus that the shop never listed lie above this.
UNLISTED = 10**9

JSON = dict[str, object]


class SoldOut(ValueError):
    """The platform has fewer of it than somebody wants to buy."""


def milliseconds() -> int:
    return int(time.time() * 1000)


def place(
    rows: sqlite3.Connection, shop: str, wanted: Mapping[str, int], *, state: str
) -> int:
    """Sell so many of each sku and return the order's number.

    A sku that the shop has not listed is sold too: somebody put it there by hand.
    """
    units = [unit for sku, n in wanted.items() for unit in sell(rows, shop, sku, n)]
    now = milliseconds()
    added = rows.execute(
        "insert into purchase (shop, state, placed_at, updated_at, currency, units)"
        " values (?, ?, ?, ?, 'VND', ?)",
        (shop, state, now, now, json.dumps(units)),
    )
    return added.lastrowid or 0


def sell(rows: sqlite3.Connection, shop: str, sku: str, quantity: int) -> list[JSON]:
    """One line for each unit."""
    found = rows.execute(
        "select sku.*, title from sku join product on product.id = sku.product"
        " where sku = ? and shop = ? order by sku.id",
        (sku, shop),
    ).fetchone()
    if found is None:
        return [unit(sku, UNLISTED + crc32(sku.encode()), sku, 100_000)] * quantity
    if found["stock"] is not None and found["stock"] < quantity:
        raise SoldOut(sku)
    rows.execute(
        "update sku set stock = stock - ? where id = ?", (quantity, found["id"])
    )
    return [unit(sku, found["id"], found["title"], found["price"])] * quantity


def unit(sku: str, number: int, title: str, price: int) -> JSON:
    return {"sku": sku, "sku_id": number, "title": title, "price": price}


def move(rows: sqlite3.Connection, number: int, state: str) -> str:
    """Take it to another state and return whose it is. What is called off before it
    was sent comes back.
    """
    order = rows.execute("select * from purchase where id = ?", (number,)).fetchone()
    if state == "void" and order["state"] != "void" and not order["gone_out"]:
        for one in json.loads(order["units"]):
            rows.execute(
                "update sku set stock = stock + 1 where id = ?", (one["sku_id"],)
            )
    later = max(milliseconds(), order["updated_at"] + 1)
    rows.execute(
        "update purchase set state = ?, updated_at = ?, gone_out = max(gone_out, ?)"
        " where id = ?",
        (state, later, state in {"sent", "done"}, number),
    )
    return str(order["shop"])


def updated_since(
    rows: sqlite3.Connection, shop: str, since: int, cursor: str
) -> tuple[list[JSON], str]:
    """A page of orders, the longest unchanged first, and where the next one begins."""
    after, number = map(int, cursor.split(":")) if cursor else (since, 0)
    found = rows.execute(
        "select * from purchase where shop = ?"
        " and (updated_at > ? or (updated_at = ? and id > ?))"
        " order by updated_at, id limit ?",
        (shop, after, after, number, PER_PAGE + 1),
    ).fetchall()
    page = found[:PER_PAGE]
    more = len(found) > PER_PAGE
    following = f"{page[-1]['updated_at']}:{page[-1]['id']}" if more else ""
    return [told(order) for order in page], following


def by_number(rows: sqlite3.Connection, shop: str, ids: Sequence[str]) -> list[JSON]:
    marks = ", ".join("?" * len(ids[:MOST_IDS]))
    found = rows.execute(
        f"select * from purchase where shop = ? and id in ({marks})",  # noqa: S608
        (shop, *ids[:MOST_IDS]),
    )
    return [told(order) for order in found]


def told(order: sqlite3.Row) -> JSON:
    """An order as the API tells it. Who bought stays the platform's, but for a hint."""
    units = json.loads(order["units"])
    return {
        "id": order["id"],
        "state": order["state"],
        "placed": order["placed_at"],
        "updated": order["updated_at"],
        "currency": order["currency"],
        "gone_out": bool(order["gone_out"]),
        "units": units,
        "delivery": DELIVERY,
        "total": sum(one["price"] for one in units) + DELIVERY,
        "buyer": {"name": "N*** L***", "phone": "(+84)9*****21", "address": "***, Huế"},
    }


def every(rows: sqlite3.Connection, *, limit: int = -1) -> list[sqlite3.Row]:
    """The newest first."""
    newest = "select * from purchase order by id desc limit ?"
    return rows.execute(newest, (limit,)).fetchall()


def count(rows: sqlite3.Connection) -> int:
    return int(rows.execute("select count(*) from purchase").fetchone()[0])
