"""What the platform holds of products: a version that is live, perhaps another that is
being audited, and each SKU's price and stock, which no audit keeps waiting.
"""

import json
import sqlite3
from typing import Any
from zlib import crc32

from plugins.tiktok_shop.fake import numbers, tree
from plugins.tiktok_shop.fake.seller import BY_ID
from storefront.contract import clock

JSON = dict[str, Any]

SCHEMA = """
create table if not exists product (
    id text primary key,
    shop text not null,
    status text not null,
    live text not null,
    edited text,
    audit text not null,
    reason text not null default '',
    audit_due real,
    idempotency_key text,
    created_at integer not null,
    updated_at integer not null,
    unique (shop, idempotency_key)
);
create index if not exists product_to_judge on product (audit_due)
    where audit_due is not null;
create table if not exists sku (
    id text primary key,
    product text not null,
    seller_sku text not null,
    amount text not null,
    currency text not null
);
create index if not exists sku_by_product on sku (product);
create index if not exists sku_by_name on sku (seller_sku);
create table if not exists stock (
    sku text not null,
    warehouse text not null,
    quantity integer not null,
    committed integer not null default 0,
    primary key (sku, warehouse)
) without rowid;
"""

#: Parts of a product that are kept as they were sent.
KEPT = (
    "title",
    "description",
    "category_id",
    "brand_id",
    "main_images",
    "product_attributes",
    "package_weight",
    "package_dimensions",
    "is_cod_allowed",
    "external_product_id",
    "minimum_order_quantity",
)
#: Made-up names get ids too.
CUSTOM = 7082427311584400001


def now() -> int:
    return int(clock.now().timestamp())


def find(rows: sqlite3.Connection, shop: str, product: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = rows.execute(
        "select * from product where id = ? and shop = ?", (product, shop)
    ).fetchone()
    return row


def version_of(body: JSON, skus: list[JSON]) -> JSON:
    return {**{name: body[name] for name in KEPT if name in body}, "skus": skus}


def put_skus(
    rows: sqlite3.Connection, product: str, shop: str, body: JSON
) -> list[JSON]:
    """Give each its id, and its price and stock where they are told."""
    return [put_sku(rows, product, shop, sku) for sku in body["skus"]]


def put_sku(rows: sqlite3.Connection, product: str, shop: str, sku: JSON) -> JSON:
    number = str(sku.get("id") or numbers.take(rows, "sku"))
    seller_sku = str(sku.get("seller_sku") or "")
    price = sku.get("price") or {}
    rows.execute(
        "insert into sku values (?, ?, ?, ?, ?) on conflict (id) do update set"
        " seller_sku = excluded.seller_sku",
        (number, product, seller_sku, price.get("amount", ""), "VND"),
    )
    if price:
        set_price(rows, number, price)
    if sku.get("inventory"):
        rows.execute("delete from stock where sku = ? and not committed", (number,))
        for row in sku["inventory"]:
            set_stock(rows, number, shop, row)
    told: JSON = {"id": number, "seller_sku": seller_sku}
    told["sales_attributes"] = list(map(named, sku.get("sales_attributes") or []))
    kept = ("external_sku_id", "identifier_code")
    return {**told, **{name: sku[name] for name in kept if name in sku}}


def named(attribute: JSON) -> JSON:
    """With ids for names and names for ids."""
    known = {p.id: p for p in (tree.COLOUR, tree.SIZE)}.get(attribute.get("id", ""))
    name = known.vi if known else str(attribute.get("name") or "")
    values = {value[0]: value[1] for value in known.values} if known else {}
    value_id = str(attribute.get("value_id") or "")
    value = values.get(value_id) or str(attribute.get("value_name") or "")
    told = {
        "id": str(attribute.get("id") or custom(name)),
        "name": name,
        "value_id": value_id or custom(value),
        "value_name": value,
    }
    picture = attribute.get("sku_img")
    return {**told, **({"sku_img": picture} if picture else {})}


def custom(name: str) -> str:
    return str(CUSTOM + crc32(name.encode()))


def set_price(rows: sqlite3.Connection, sku: str, price: JSON) -> None:
    rows.execute("update sku set amount = ? where id = ?", (price["amount"], sku))


def set_stock(rows: sqlite3.Connection, sku: str, shop: str, row: JSON) -> None:
    """So many are there to be bought, whatever was there before."""
    warehouse = row.get("warehouse_id") or BY_ID[shop].sells_from[0]
    rows.execute(
        "insert into stock (sku, warehouse, quantity) values (?, ?, ?)"
        " on conflict do update set quantity = excluded.quantity",
        (sku, warehouse, row["quantity"]),
    )


def skus_of(rows: sqlite3.Connection, version: JSON) -> list[tuple[JSON, sqlite3.Row]]:
    """What a version says of each SKU, with its row."""
    found = {
        sku["id"]: rows.execute(
            "select * from sku where id = ?", (sku["id"],)
        ).fetchone()
        for sku in version["skus"]
    }
    return [(sku, found[sku["id"]]) for sku in version["skus"]]


def stock_of(rows: sqlite3.Connection, sku: str) -> list[sqlite3.Row]:
    found = rows.execute("select * from stock where sku = ? order by warehouse", (sku,))
    return found.fetchall()


def picture(rows: sqlite3.Connection, uri: str) -> sqlite3.Row:
    row: sqlite3.Row = rows.execute(
        "select uri, url, width, height from image where uri = ?", (uri,)
    ).fetchone()
    return row


def live(product: sqlite3.Row) -> JSON:
    version: JSON = json.loads(product["live"])
    return version


def drop_unlisted(rows: sqlite3.Connection, product: str) -> None:
    """SKUs that no version names are gone."""
    row = rows.execute("select * from product where id = ?", (product,)).fetchone()
    versions = [json.loads(row[name]) for name in ("live", "edited") if row[name]]
    named_ids = {sku["id"] for version in versions for sku in version["skus"]}
    held = rows.execute("select id from sku where product = ?", (product,)).fetchall()
    for (number,) in held:
        if number not in named_ids:
            rows.execute("delete from stock where sku = ?", (number,))
            rows.execute("delete from sku where id = ?", (number,))
