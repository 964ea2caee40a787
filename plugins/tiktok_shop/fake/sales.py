"""Somebody buys: what is taken from where, and what becomes of an order.

A line is one unit. What was bought is committed in its warehouse until it leaves.
"""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from plugins.tiktok_shop.fake import numbers, shelf

JSON = dict[str, Any]

SCHEMA = """
create table if not exists purchase (
    id text primary key,
    shop text not null,
    status text not null,
    created_at integer not null,
    updated_at integer not null,
    warehouse text not null,
    shipping_type text not null,
    units text not null,
    past text not null
);
create index if not exists purchase_by_update on purchase (shop, updated_at, id);
"""

#: What may follow what.
NEXT = {
    "UNPAID": ("ON_HOLD", "AWAITING_SHIPMENT", "CANCELLED"),
    "ON_HOLD": ("AWAITING_SHIPMENT", "CANCELLED"),
    "AWAITING_SHIPMENT": ("AWAITING_COLLECTION", "CANCELLED"),
    "AWAITING_COLLECTION": ("IN_TRANSIT", "CANCELLED"),
    "IN_TRANSIT": ("DELIVERED", "CANCELLED"),
    "DELIVERED": ("COMPLETED",),
    "COMPLETED": (),
    "CANCELLED": (),
}
#: While it is one of these, the goods lie in the warehouse.
INSIDE = {"UNPAID", "ON_HOLD", "AWAITING_SHIPMENT", "AWAITING_COLLECTION"}
#: Somebody put it into the shop by hand, and it was never told to us.
UNLISTED_PRICE = 100_000


class SoldOut(ValueError):
    """The platform has fewer of it than somebody wants to buy."""


def place(
    rows: sqlite3.Connection,
    shop: str,
    wanted: Mapping[str, int],
    *,
    status: str,
    warehouse: str,
    shipping_type: str = "TIKTOK",
) -> str:
    """Sell so many of each seller SKU and return the order's id.

    A SKU that the shop has not listed is sold too: somebody put it there by hand.
    """
    units = [
        unit
        for seller_sku, quantity in wanted.items()
        for unit in sell(rows, shop, seller_sku, quantity, warehouse)
    ]
    number, now = numbers.take(rows, "order"), shelf.now()
    rows.execute(
        "insert into purchase values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            shop,
            status,
            now,
            now,
            warehouse,
            shipping_type,
            json.dumps(units),
            json.dumps({status: now}),
        ),
    )
    return number


def sell(
    rows: sqlite3.Connection, shop: str, seller_sku: str, quantity: int, warehouse: str
) -> list[JSON]:
    found = rows.execute(
        "select sku.*, live from sku join product on product.id = sku.product"
        " where seller_sku = ? and shop = ? and status = 'ACTIVATE' order by sku.id",
        (seller_sku, shop),
    ).fetchone()
    if found is None:
        told = {"sku_id": shelf.custom(seller_sku), "product_id": shelf.custom("hand")}
        told |= {"product_name": seller_sku, "price": str(UNLISTED_PRICE)}
        return [unit(rows, seller_sku, told) for _ in range(quantity)]
    taken = rows.execute(
        "update stock set quantity = quantity - ?, committed = committed + ?"
        " where sku = ? and warehouse = ? and quantity >= ?",
        (quantity, quantity, found["id"], warehouse, quantity),
    )
    if not taken.rowcount:
        raise SoldOut(seller_sku)
    told = {"sku_id": found["id"], "product_id": found["product"]}
    title = json.loads(found["live"])["title"]
    told |= {"product_name": title, "price": found["amount"]}
    return [unit(rows, seller_sku, told) for _ in range(quantity)]


def unit(rows: sqlite3.Connection, seller_sku: str, told: JSON) -> JSON:
    return {"id": numbers.take(rows, "line"), "seller_sku": seller_sku, **told}


def move(rows: sqlite3.Connection, number: str, status: str) -> sqlite3.Row:
    """Take it to what may follow. Raises ValueError for anything else."""
    order = rows.execute("select * from purchase where id = ?", (number,)).fetchone()
    if order is None or status not in NEXT[order["status"]]:
        raise ValueError(f"{status} does not follow")
    settle_stock(rows, order, status)
    later = max(shelf.now(), order["updated_at"] + 1)
    past = {**json.loads(order["past"]), status: later}
    rows.execute(
        "update purchase set status = ?, updated_at = ?, past = ? where id = ?",
        (status, later, json.dumps(past), number),
    )
    moved: sqlite3.Row = rows.execute(
        "select * from purchase where id = ?", (number,)
    ).fetchone()
    return moved


def settle_stock(rows: sqlite3.Connection, order: sqlite3.Row, status: str) -> None:
    """What leaves is no longer committed; what is called off before can be bought."""
    if order["status"] not in INSIDE or status in INSIDE:
        return
    back = 1 if status == "CANCELLED" else 0
    for one in json.loads(order["units"]):
        rows.execute(
            "update stock set committed = committed - 1, quantity = quantity + ?"
            " where sku = ? and warehouse = ? and committed > 0",
            (back, one["sku_id"], order["warehouse"]),
        )


def newest(rows: sqlite3.Connection, limit: int) -> list[sqlite3.Row]:
    """With the newest of what their buyers want back."""
    return rows.execute(
        "select *, (select id || ' ' || status from comeback"
        " where purchase = purchase.id order by id desc limit 1) as comeback"
        " from purchase order by created_at desc, id desc limit ?",
        (limit,),
    ).fetchall()
