"""Products as they can be read: one, or page by page."""

import sqlite3
from collections.abc import Iterator
from typing import Any

from plugins.tiktok_shop.fake import audits, shelf, tree
from plugins.tiktok_shop.fake.calls import Call, page_of
from plugins.tiktok_shop.fake.errors import ShopError
from plugins.tiktok_shop.fake.gate import Gated, yes
from plugins.tiktok_shop.fake.products import must_find
from storefront.contract.sandbox import Reply, route

JSON = dict[str, Any]

MOST_NAMES, MOST_FOUND = 10, 10_000


class Lookups(Gated):
    @route("GET", "/product/202309/products/{product}")
    def read_product(self, call: Call, product: str) -> Reply:
        """Also one that was frozen or deleted."""
        under_review = call.query.get("return_under_review_version") == "true"
        with self.reading() as rows:
            row = must_find(rows, call.shop, product)
            version = (audits.edited(row) if under_review else None) or shelf.live(row)
            return yes(whole(rows, row, version, language=call.language))

    @route("POST", "/product/202309/products/search")
    @route("POST", "/product/202312/products/search")
    @route("POST", "/product/202502/products/search")
    def search_products(self, call: Call) -> Reply:
        told = call.told
        if len(told.get("seller_skus") or []) > MOST_NAMES:
            raise ShopError(12019027)
        with self.reading() as rows:
            found = list(matching(rows, call.shop, told))
            if len(found) > MOST_FOUND and call.offset() >= MOST_FOUND:
                raise ShopError(12052180)
            page = page_of(call, found, most=100, name="products")
            page["products"] = [listed(rows, row) for row in page["products"]]
        return yes(page)


def matching(rows: sqlite3.Connection, shop: str, asked: JSON) -> Iterator[JSON]:
    """The filters are about the version that is live, not about an edit of it."""
    sql, given = where(asked)
    found = rows.execute(
        f"select * from product where shop = ?{sql} order by id",  # noqa: S608 -- our own words
        (shop, *given),
    )
    for row in found.fetchall():
        skus = shelf.live(row)["skus"]
        names, ids = asked.get("seller_skus") or [], asked.get("sku_ids") or []
        by_name = not names or any(sku["seller_sku"] in names for sku in skus)
        if by_name and (not ids or any(sku["id"] in ids for sku in skus)):
            yield row


def where(asked: JSON) -> tuple[str, list[object]]:
    status = asked.get("status") or "ALL"
    sql = " and status != 'DELETED'" if status == "ALL" else " and status = ?"
    given: list[object] = [] if status == "ALL" else [status]
    for name, condition in CONDITIONS.items():
        if asked.get(name):
            sql += f" and {condition}"
            given.append(asked[name])
    if audited := asked.get("audit_status") or []:
        sql += f" and audit in ({', '.join('?' * len(audited))})"
        given += audited
    if names := asked.get("seller_skus") or []:
        marks = ", ".join("?" * len(names))
        sql += f" and id in (select product from sku where seller_sku in ({marks}))"  # noqa: S608
        given += names
    return sql, given


CONDITIONS = {
    "create_time_ge": "created_at >= ?",
    "create_time_le": "created_at <= ?",
    "update_time_ge": "updated_at >= ?",
    "update_time_le": "updated_at <= ?",
}


def listed(rows: sqlite3.Connection, product: sqlite3.Row) -> JSON:
    version = shelf.live(product)
    return {
        "id": product["id"],
        "title": version["title"],
        "status": product["status"],
        "skus": [listed_sku(rows, *one) for one in shelf.skus_of(rows, version)],
        "sales_regions": ["VN"],
        "create_time": product["created_at"],
        "update_time": product["updated_at"],
        "is_not_for_sale": False,
        "audit": audits.told(product)["audit"],
        "has_draft": False,
    }


def listed_sku(rows: sqlite3.Connection, sku: JSON, row: sqlite3.Row) -> JSON:
    """A price is read under another name than it was written under."""
    stock = shelf.stock_of(rows, sku["id"])
    return {
        "id": sku["id"],
        "seller_sku": sku["seller_sku"],
        "price": {"currency": row["currency"], "tax_exclusive_price": row["amount"]},
        "inventory": [
            {"warehouse_id": one["warehouse"], "quantity": one["quantity"]}
            for one in stock
        ],
        "status_info": {"status": "NORMAL"},
    }


def whole(
    rows: sqlite3.Connection, product: sqlite3.Row, version: JSON, *, language: str
) -> JSON:
    known = tree.by_id("v2")
    chain = [known[number] for number in tree.chain(version["category_id"])]
    told: JSON = {
        "id": product["id"],
        "status": product["status"],
        "title": version["title"],
        "description": version["description"],
        "category_chains": [
            {
                "id": node[0],
                "parent_id": node[1],
                "local_name": node[2],
                "is_leaf": node[0] == version["category_id"],
            }
            for node in chain
        ],
        "main_images": [image(rows, one["uri"]) for one in version["main_images"]],
        "skus": [whole_sku(rows, *one) for one in shelf.skus_of(rows, version)],
        "product_attributes": version.get("product_attributes") or [],
        "is_cod_allowed": bool(version.get("is_cod_allowed")),
        "create_time": product["created_at"],
        "update_time": product["updated_at"],
        "has_draft": False,
        **audits.told(product, language),
    }
    for name in ("package_weight", "package_dimensions", "external_product_id"):
        if name in version:
            told[name] = version[name]
    if brand := brand_of(rows, version):
        told["brand"] = brand
    return told


def whole_sku(rows: sqlite3.Connection, sku: JSON, row: sqlite3.Row) -> JSON:
    more = {"sales_attributes": sku["sales_attributes"]}
    kept = ("external_sku_id", "identifier_code")
    more |= {name: sku[name] for name in kept if name in sku}
    return {**listed_sku(rows, sku, row), **more}


def brand_of(rows: sqlite3.Connection, version: JSON) -> JSON | None:
    number = version.get("brand_id")
    made = rows.execute("select id, name from brand").fetchall()
    names = {brand[0]: brand[1] for brand in (*tree.BRANDS, *map(tuple, made))}
    return {"id": number, "name": names[number]} if number in names else None


def image(rows: sqlite3.Connection, uri: str) -> JSON:
    row = shelf.picture(rows, uri)
    sides = {"width": row["width"], "height": row["height"]}
    return {"uri": uri, "urls": [row["url"]], "thumb_urls": [row["url"]], **sides}
