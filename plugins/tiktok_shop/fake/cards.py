"""What the sandbox's page shows of a product and of an order, and lets people do."""

import json
import sqlite3

from plugins.tiktok_shop.fake import orders, returns, sales, shelf
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
WANTS_BACK = Text(vi="Khách muốn trả hàng", en="Buyer wants to send it back")
RETURN_DEEDS = {
    "AWAITING_BUYER_SHIP": Text(vi="Đồng ý nhận lại", en="Agree to take it back"),
    "REFUND_OR_RETURN_REQUEST_REJECT": Text(vi="Từ chối trả hàng", en="Refuse it"),
    "BUYER_SHIPPED_ITEM": Text(vi="Khách đã gửi trả", en="Buyer has sent it back"),
    "RETURN_OR_REFUND_REQUEST_CANCEL": Text(vi="Khách thôi trả", en="Buyer keeps it"),
    "RETURN_OR_REFUND_REQUEST_COMPLETE": Text(vi="Đã hoàn tiền", en="Money is back"),
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
        deeds=(
            *(
                Deed(status, DEEDS[status], order["id"])
                for status in sales.NEXT[order["status"]]
            ),
            *return_deeds(order),
        ),
    )


def return_deeds(order: sqlite3.Row) -> tuple[Deed, ...]:
    """A buyer may want back what was collected; then one thing follows another."""
    if order["comeback"] is None:
        asks = order["status"] in {"IN_TRANSIT", "DELIVERED"}
        return (Deed("want_back", WANTS_BACK, order["id"]),) if asks else ()
    number, status = order["comeback"].split(" ")
    return tuple(
        Deed(f"return {after}", RETURN_DEEDS[after], number)
        for after in returns.NEXT.get(status, ())
    )
