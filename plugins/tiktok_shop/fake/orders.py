"""Orders as they can be read, with the buyer behind stars."""

import json
import sqlite3
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from plugins.tiktok_shop.fake import hooks, sales
from plugins.tiktok_shop.fake.calls import Call, page_of
from plugins.tiktok_shop.fake.errors import ShopError, invalid
from plugins.tiktok_shop.fake.gate import yes
from plugins.tiktok_shop.fake.returns import Returns
from plugins.tiktok_shop.fake.searches import WHEN, narrowed, sorted_as_asked
from plugins.tiktok_shop.fake.seller import BY_ID
from storefront.contract.sandbox import Reply, route

JSON = dict[str, Any]

MOST_IDS = 50
DELIVERY = 15_000
DAY = 24 * 3600
FILTERS = {
    **WHEN,
    "order_status": "status = ?",
    "shipping_type": "shipping_type = ?",
}
#: Neither paid for good nor to be sent: nobody is told where it goes.
UNTOLD = {"UNPAID", "ON_HOLD"}

MASKED = {
    "name": "N*** L***",
    "phone_number": "(+84)9*****21",
    "full_address": "Việt Nam, Huế, ***, ***",
    "address_detail": "***",
}
PLAIN = {
    "name": "Người mua thử",
    "phone_number": "(+84)900000021",
    "full_address": "Việt Nam, Huế, Thuận Hóa, 1 Đường Thử",
    "address_detail": "1 Đường Thử",
}


class Orders(Returns):
    @route("POST", "/order/202309/orders/search")
    def search_orders(self, call: Call) -> Reply:
        sql, values = narrowed(call, FILTERS)
        order = sorted_as_asked(call)
        with self.reading() as rows:
            found = rows.execute(
                f"select * from purchase where shop = ?{sql}{order}",  # noqa: S608 -- our own words
                (call.shop, *values),
            ).fetchall()
        page = page_of(call, found, most=100, name="orders")
        page["orders"] = [told(order) for order in page["orders"]]
        return yes(page)

    @route("GET", "/order/202309/orders")
    @route("GET", "/order/202507/orders")
    def order_detail(self, call: Call) -> Reply:
        """One that is not of this shop is no order at all."""
        ids = list(filter(None, call.query.get("ids", "").split(",")))
        if not 1 <= len(ids) <= MOST_IDS:
            raise invalid("ids", "their number is wrong", f"1 to {MOST_IDS}")
        marks = ", ".join("?" * len(ids))
        with self.reading() as rows:
            found = rows.execute(
                f"select * from purchase where shop = ? and id in ({marks})",  # noqa: S608 -- question marks
                (call.shop, *ids),
            ).fetchall()
        if not found:
            raise ShopError(21008111)
        return yes({"orders": [told(order) for order in found]})

    # What people do

    def sell(
        self,
        shop: str,
        wanted: Mapping[str, int],
        *,
        status: str = "",
        warehouse: str = "",
        shipping_type: str = "TIKTOK",
    ) -> str:
        """Somebody buys so many of each seller SKU. Raises SoldOut."""
        first = "ON_HOLD" if self.on("holds_orders") else "AWAITING_SHIPMENT"
        with self.writing() as rows:
            number = sales.place(
                rows,
                shop,
                wanted,
                status=status or first,
                warehouse=warehouse or BY_ID[shop].sells_from[0],
                shipping_type=shipping_type,
            )
            order = rows.execute(
                "select * from purchase where id = ?", (number,)
            ).fetchone()
            hooks.write(self, rows, shop, hooks.ORDER_STATUS_CHANGE, news(order))
        return number

    def move(self, number: str, status: str) -> None:
        with self.writing() as rows:
            order = sales.move(rows, number, status)
            shop = order["shop"]
            hooks.write(self, rows, shop, hooks.ORDER_STATUS_CHANGE, news(order))
            if status == "CANCELLED":
                cancelled = cancellation(order)
                kind = hooks.CANCELLATION_STATUS_CHANGE
                hooks.write(self, rows, shop, kind, cancelled)


def news(order: sqlite3.Row) -> JSON:
    """The webhook has another word for a cancelled order than the API."""
    status = "CANCEL" if order["status"] == "CANCELLED" else order["status"]
    return {
        "is_on_hold_order": order["status"] == "ON_HOLD",
        "order_id": order["id"],
        "order_status": status,
        "update_time": order["updated_at"],
    }


def cancellation(order: sqlite3.Row) -> JSON:
    return {
        "order_id": order["id"],
        "cancellations_role": "BUYER",
        "cancel_status": "CANCELLATION_REQUEST_CANCELLED",
        "cancel_id": str(int(order["id"]) + 1),
        "create_time": order["updated_at"],
    }


def told(order: sqlite3.Row) -> JSON:
    units, past = json.loads(order["units"]), json.loads(order["past"])
    goods = sum(Decimal(one["price"]) for one in units)
    answer: JSON = {
        "id": order["id"],
        "status": order["status"],
        "create_time": order["created_at"],
        "update_time": order["updated_at"],
        "user_id": "7021436810468230477",
        "buyer_email": "v2b2V5@chat.seller.tiktok.com",
        "buyer_message": "",
        "fulfillment_type": "FULFILLMENT_BY_SELLER",
        "shipping_type": order["shipping_type"],
        "delivery_type": "HOME_DELIVERY",
        "delivery_option_name": "Giao hàng tiêu chuẩn",
        "warehouse_id": order["warehouse"],
        "is_cod": False,
        "is_on_hold_order": order["status"] == "ON_HOLD",
        "is_buyer_request_cancel": False,
        "commerce_platform": "TIKTOK_SHOP",
        "payment": payment(goods),
        "line_items": [line(order, one) for one in units],
        **moments(order, past),
    }
    if order["status"] not in UNTOLD:
        answer["recipient_address"] = recipient(order)
        answer["packages"] = [{"id": str(int(order["id"]) + 257)}]
    if order["status"] == "CANCELLED":
        answer |= {
            "cancel_reason": "Không còn nhu cầu",
            "cancellation_initiator": "BUYER",
        }
    return answer


def recipient(order: sqlite3.Row) -> JSON:
    """Told in full only to who brings it there."""
    address = PLAIN if order["shipping_type"] == "SELLER" else MASKED
    levels = [("Country", "Việt Nam", "L0"), ("Province", "Huế", "L1")]
    districts = [
        {"address_level_name": level, "address_name": name, "address_level": code}
        for level, name, code in levels
    ]
    return {**address, "region_code": "VN", "district_info": districts}


def moments(order: sqlite3.Row, past: Mapping[str, int]) -> JSON:
    """Of what was, and until when what is to come must be."""
    paid = past.get("ON_HOLD") or past.get("AWAITING_SHIPMENT")
    known = {
        "paid_time": paid,
        "rts_time": past.get("AWAITING_COLLECTION"),
        "collection_time": past.get("IN_TRANSIT"),
        "delivery_time": past.get("DELIVERED"),
        "cancel_time": past.get("CANCELLED"),
        "rts_sla_time": paid and paid + DAY,
        "tts_sla_time": paid and paid + 2 * DAY,
        "shipping_due_time": paid and paid + 3 * DAY,
        "cancel_order_sla_time": paid and paid + 4 * DAY,
    }
    return {name: moment for name, moment in known.items() if moment}


def payment(goods: Decimal | int) -> JSON:
    nothing = dict.fromkeys(
        (
            "seller_discount",
            "platform_discount",
            "shipping_fee_seller_discount",
            "shipping_fee_platform_discount",
            "tax",
        ),
        "0",
    )
    return {
        "currency": "VND",
        "original_total_product_price": str(goods),
        "sub_total": str(goods),
        "original_shipping_fee": str(DELIVERY),
        "shipping_fee": str(DELIVERY),
        "total_amount": str(goods + DELIVERY),
        **nothing,
    }


def line(order: sqlite3.Row, unit: JSON) -> JSON:
    status = order["status"]
    return {
        "id": unit["id"],
        "sku_id": unit["sku_id"],
        "product_id": unit["product_id"],
        "seller_sku": unit["seller_sku"],
        "product_name": unit["product_name"],
        "sku_name": unit["seller_sku"],
        "sku_type": "NORMAL",
        "display_status": "AWAITING_SHIPMENT" if status == "ON_HOLD" else status,
        "original_price": unit["price"],
        "sale_price": unit["price"],
        "platform_discount": "0",
        "seller_discount": "0",
        "currency": "VND",
        "is_gift": False,
    }
