"""Prices and stock: taken at once, without an audit.

Stock is told absolutely, of all warehouses that a SKU is in. What is wrong with one SKU
stands inside an answer whose code is 0, and the others are changed.
"""

import sqlite3
from typing import Any

from plugins.tiktok_shop.fake import checks, shelf
from plugins.tiktok_shop.fake.calls import Call
from plugins.tiktok_shop.fake.errors import MESSAGES, ShopError, invalid
from plugins.tiktok_shop.fake.gate import Gated, yes
from plugins.tiktok_shop.fake.products import check_ids, must_find
from plugins.tiktok_shop.fake.seller import BY_ID
from storefront.contract.sandbox import Reply, route

JSON = dict[str, Any]

STOCKED = {"DRAFT", "PENDING", "FAILED", "ACTIVATE", "SELLER_DEACTIVATED"}
MOST_PRODUCTS, MOST_SKUS = 100, 600
COUNTED = (
    "select sku.* from sku join product on product.id = sku.product where shop = ?"
)


class Offers(Gated):
    @route("POST", "/product/202309/products/{product}/prices/update")
    def update_prices(self, call: Call, product: str) -> Reply:
        """All of them or none, and only of what is for sale."""
        skus = call.required("skus")
        with self.writing() as rows:
            row = must_find(rows, call.shop, product)
            if row["status"] != "ACTIVATE":
                raise ShopError(12019113)
            check_ids(rows, product, skus)
            for sku in skus:
                checks.check_price(self, sku.get("price"))
                shelf.set_price(rows, str(sku["id"]), sku["price"])
            touch(rows, product)
        return yes({})

    @route("POST", "/product/202309/products/{product}/inventory/update")
    def update_inventory(self, call: Call, product: str) -> Reply:
        with self.writing() as rows:
            row = must_find(rows, call.shop, product)
            if row["status"] not in STOCKED:
                raise ShopError(12052901)
            told = [self.restock(rows, call, row, sku) for sku in call.required("skus")]
            touch(rows, product)
        errors = [error for error in told if error]
        return yes({"errors": errors} if errors else {})

    def restock(
        self, rows: sqlite3.Connection, call: Call, product: sqlite3.Row, sku: JSON
    ) -> JSON | None:
        number = str(sku.get("id"))
        held = [row["warehouse"] for row in shelf.stock_of(rows, number)]
        if not belongs(rows, product["id"], number):
            return sku_error(12052557, number, ())
        inventory = sku.get("inventory") or []
        wrong = [(checks.wrong_stock(self, call.shop, one), one) for one in inventory]
        extra = [extra_error(code, one) for code, one in wrong if code]
        if extra:
            return sku_error(12052990, number, extra)
        default = BY_ID[call.shop].sells_from[0]
        named = sorted(one.get("warehouse_id") or default for one in inventory)
        if named != sorted(held):
            return sku_error(12019028, number, ())
        for one in inventory:
            shelf.set_stock(rows, number, call.shop, one)
        return None

    @route("POST", "/product/202309/inventory/search")
    def search_inventory(self, call: Call) -> Reply:
        """SKUs, or else products; how much can be bought, and how much was."""
        skus = [str(one) for one in call.told.get("sku_ids") or []]
        products = [str(one) for one in call.told.get("product_ids") or []]
        if (
            len(skus) > MOST_SKUS
            or len(products) > MOST_PRODUCTS
            or not (skus + products)
        ):
            raise invalid("product_ids", "their number is wrong", "1 to 100")
        column, asked = ("sku.id", skus) if skus else ("product", products)
        marks = ", ".join("?" * len(asked))
        with self.reading() as rows:
            found = rows.execute(
                f"{COUNTED} and {column} in ({marks}) order by product, sku.id",
                (call.shop, *asked),
            ).fetchall()
            return yes({"inventory": inventory_of(rows, found)})


def touch(rows: sqlite3.Connection, product: str) -> None:
    rows.execute(
        "update product set updated_at = ? where id = ?", (shelf.now(), product)
    )


def belongs(rows: sqlite3.Connection, product: str, sku: str) -> bool:
    found = rows.execute(
        "select 1 from sku where id = ? and product = ?", (sku, product)
    ).fetchone()
    return found is not None


def extra_error(code: int, row: JSON) -> JSON:
    told = {"warehouse_id": str(row.get("warehouse_id") or "")}
    return {**told, "code": code, "message": MESSAGES[code]}


def sku_error(code: int, sku: str, extra: object) -> JSON:
    detail = {"sku_id": sku, **({"extra_errors": extra} if extra else {})}
    return {"code": code, "message": MESSAGES[code], "detail": detail}


def inventory_of(rows: sqlite3.Connection, skus: list[sqlite3.Row]) -> list[JSON]:
    by_product: dict[str, list[JSON]] = {}
    for sku in skus:
        by_product.setdefault(sku["product"], []).append(counted(rows, sku))
    return [{"product_id": one, "skus": told} for one, told in by_product.items()]


def counted(rows: sqlite3.Connection, sku: sqlite3.Row) -> JSON:
    stock = shelf.stock_of(rows, sku["id"])
    return {
        "id": sku["id"],
        "seller_sku": sku["seller_sku"],
        "total_available_quantity": sum(row["quantity"] for row in stock),
        "total_committed_quantity": sum(row["committed"] for row in stock),
        "warehouse_inventory": [
            {
                "warehouse_id": row["warehouse"],
                "available_quantity": row["quantity"],
                "committed_quantity": row["committed"],
            }
            for row in stock
        ],
    }
