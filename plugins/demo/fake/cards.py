"""What the sandbox's page shows of a product and of an order, and lets people do."""

import json
import sqlite3

from plugins.demo.fake import orders
from storefront.contract.data import Text
from storefront.contract.sandbox import Deed, Shown

#: So many of a product's skus can be bought on the page.
BUTTONS = 3

#: What can be done with an order on the page.
DEEDS = {
    "paid": Text(vi="Đã trả tiền", en="Paid"),
    "sent": Text(vi="Đã gửi", en="Sent"),
    "done": Text(vi="Đã nhận", en="Received"),
    "void": Text(vi="Huỷ đơn", en="Cancel"),
}


def card(rows: sqlite3.Connection, product: sqlite3.Row) -> Shown:
    content = json.loads(product["content"])
    skus = rows.execute(
        "select * from sku where product = ? order by id", (product["id"],)
    ).fetchall()
    prices = sorted({f"{sku['price']} {sku['currency']}" for sku in skus})
    return Shown(
        key=str(product["id"]),
        title=product["title"],
        picture=next(iter(content.get("pictures", [])), ""),
        price=" – ".join(prices),
        details=tuple(f"{sku['sku']}: {sku['stock']}" for sku in skus),
        deeds=tuple(
            Deed("buy", Text(vi=f"Mua {sku['sku']}", en=f"Buy {sku['sku']}"), item)
            for sku in skus[:BUTTONS]
            for item in [f"{product['shop']}/{sku['sku']}"]
        ),
    )


def order_card(order: sqlite3.Row) -> Shown:
    told = orders.told(order)
    state = order["state"]
    return Shown(
        key=f"# {order['id']}",
        title=f"{order['shop']}: {state}",
        price=f"{told['total']} {order['currency']}",
        details=tuple(one["sku"] for one in json.loads(order["units"])),
        deeds=tuple(
            Deed(name, label, str(order["id"]))
            for name, label in DEEDS.items()
            if state not in {name, "void"}
        ),
    )
