"""What the sandbox's page shows of a product and of an order, and lets people do."""

import json
import sqlite3

from plugins.tiktok_shop.fake import orders, sales, shelf
from plugins.tiktok_shop.fake.seller import BY_ID
from storefront.contract.data import Text
from storefront.contract.sandbox import Deed, Shown

#: So many of a product's SKUs can be bought on the page.
BUTTONS = 3

AUDITS = {
    "pass": Text(vi="Duyệt", en="Pass the audit"),
    "fail": Text(vi="Không duyệt", en="Fail the audit"),
}
#: What can be done with an order on the page.
DEEDS = {
    "ON_HOLD": Text(vi="Đã trả tiền", en="Paid"),
    "AWAITING_SHIPMENT": Text(vi="Hết giờ giữ đơn", en="Hold is over"),
    "AWAITING_COLLECTION": Text(vi="Chờ lấy hàng", en="Ready for collection"),
    "IN_TRANSIT": Text(vi="Đã lấy hàng", en="Collected"),
    "DELIVERED": Text(vi="Đã giao", en="Delivered"),
    "COMPLETED": Text(vi="Hoàn tất", en="Completed"),
    "CANCELLED": Text(vi="Huỷ đơn", en="Cancel"),
}


def card(rows: sqlite3.Connection, product: sqlite3.Row) -> Shown:
    version = shelf.live(product)
    skus = shelf.skus_of(rows, version)
    prices = sorted({f"{row['amount']} {row['currency']}" for _, row in skus})
    return Shown(
        key=product["id"],
        title=version["title"],
        picture=shelf.picture(rows, version["main_images"][0]["uri"])["url"],
        price=" – ".join(prices),
        details=(
            f"{BY_ID[product['shop']].name} · {product['status']} · {product['audit']}",
            *(stock(rows, sku["seller_sku"], sku["id"]) for sku, _ in skus),
        ),
        alarm=product["reason"],
        deeds=(*audit_deeds(product), *buying(product, skus)),
    )


def stock(rows: sqlite3.Connection, name: str, sku: str) -> str:
    """So many in each warehouse, and how many of them were bought."""
    figures = " + ".join(str(row["quantity"]) for row in shelf.stock_of(rows, sku))
    committed = sum(row["committed"] for row in shelf.stock_of(rows, sku))
    return f"{name}: {figures}" + (f" ({committed})" if committed else "")


def audit_deeds(product: sqlite3.Row) -> tuple[Deed, ...]:
    if product["audit"] != "AUDITING":
        return ()
    return tuple(Deed(name, text, product["id"]) for name, text in AUDITS.items())


def buying(
    product: sqlite3.Row, skus: list[tuple[shelf.JSON, sqlite3.Row]]
) -> tuple[Deed, ...]:
    if product["status"] != "ACTIVATE":
        return ()
    names = [sku["seller_sku"] for sku, _ in skus[:BUTTONS]]
    return tuple(
        Deed(
            "buy",
            Text(vi=f"Mua {name}", en=f"Buy {name}"),
            f"{product['shop']}/{name}",
        )
        for name in names
    )


def order_card(order: sqlite3.Row) -> Shown:
    told = orders.told(order)
    units = [one["seller_sku"] for one in json.loads(order["units"])]
    counted = [f"{name} × {units.count(name)}" for name in dict.fromkeys(units)]
    return Shown(
        key=f"# {order['id']}",
        title=f"{BY_ID[order['shop']].name}: {order['status']}",
        price=f"{told['payment']['total_amount']} VND",
        details=tuple(counted),
        deeds=tuple(
            Deed(status, DEEDS[status], order["id"])
            for status in sales.NEXT[order["status"]]
        ),
    )
