"""Buyers want their money back: what they ask for, and what becomes of it."""

import json
import sqlite3
from decimal import Decimal
from typing import Any

from plugins.tiktok_shop.fake import hooks, numbers, shelf
from plugins.tiktok_shop.fake.calls import Call, page_of
from plugins.tiktok_shop.fake.gate import Gated, yes
from plugins.tiktok_shop.fake.searches import WHEN, narrowed, sorted_as_asked
from storefront.contract.sandbox import Reply, route

JSON = dict[str, Any]

SCHEMA = """
create table if not exists comeback (
    id text primary key,
    shop text not null,
    purchase text not null,
    type text not null,
    status text not null,
    created_at integer not null,
    updated_at integer not null
);
"""

#: The seller must answer within this, or the buyer is right ("Return, refund and
#: cancel", 2026-05).
ANSWER = 48 * 3600
#: What the seller is to answer in a status, by what the buyer wants.
ACTIONS = {
    ("RETURN_OR_REFUND_REQUEST_PENDING", "REFUND"): "SELLER_RESPOND_REFUND",
    ("RETURN_OR_REFUND_REQUEST_PENDING", "RETURN_AND_REFUND"): "SELLER_RESPOND_RETURN",
    ("BUYER_SHIPPED_ITEM", "RETURN_AND_REFUND"): "SELLER_RESPOND_RECEIVE_PACKAGE",
    ("REPLACEMENT_REQUEST_PENDING", "REPLACEMENT"): "SELLER_RESPOND_REPLACEMENT",
}
PENDING = "RETURN_OR_REFUND_REQUEST_PENDING"
FIRST = {"REPLACEMENT": "REPLACEMENT_REQUEST_PENDING"}
#: What may follow what, as far as the page goes.
NEXT = {
    PENDING: ("AWAITING_BUYER_SHIP", "REFUND_OR_RETURN_REQUEST_REJECT"),
    "AWAITING_BUYER_SHIP": ("BUYER_SHIPPED_ITEM", "RETURN_OR_REFUND_REQUEST_CANCEL"),
    "BUYER_SHIPPED_ITEM": ("RETURN_OR_REFUND_REQUEST_COMPLETE",),
}


class Returns(Gated):
    schema = Gated.schema + SCHEMA

    @route("POST", "/return_refund/202602/returns/search")
    def search_returns(self, call: Call) -> Reply:
        sql, values = narrowed(call, WHEN)
        order = sorted_as_asked(call)
        with self.reading() as rows:
            found = rows.execute(
                "select *, (select units from purchase where id = comeback.purchase)"  # noqa: S608 -- our own words
                f" as units from comeback where shop = ?{sql}{order}",
                (call.shop, *values),
            ).fetchall()
        page = page_of(call, found, most=50, name="return_orders")
        page["return_orders"] = [told(one) for one in page["return_orders"]]
        return yes(page)

    # What people do

    def do(self, deed: str, item: str) -> None:
        if deed == "want_back":
            self.want_back(item)
        elif deed.startswith("return "):
            self.turn_return(item, deed.removeprefix("return "))
        else:
            super().do(deed, item)

    def want_back(self, order: str, kind: str = "RETURN_AND_REFUND") -> str:
        """A buyer asks. Returns the id of what they asked for."""
        with self.writing() as rows:
            bought = rows.execute(
                "select shop from purchase where id = ?", (order,)
            ).fetchone()
            if bought is None:
                raise ValueError(f"there is no order {order}")
            number, now = numbers.take(rows, "return"), shelf.now()
            status = FIRST.get(kind, PENDING)
            facts = (number, bought["shop"], order, kind, status, now, now)
            rows.execute("insert into comeback values (?, ?, ?, ?, ?, ?, ?)", facts)
            self.tell(rows, number)
        return number

    def turn_return(self, number: str, status: str) -> None:
        """Raises ValueError where there is none."""
        with self.writing() as rows:
            turned = rows.execute(
                "update comeback set status = ?, updated_at = max(?, updated_at + 1)"
                " where id = ?",
                (status, shelf.now(), number),
            )
            if not turned.rowcount:
                raise ValueError(f"there is no return {number}")
            self.tell(rows, number)

    def tell(self, rows: sqlite3.Connection, number: str) -> None:
        row = rows.execute("select * from comeback where id = ?", (number,)).fetchone()
        hooks.write(self, rows, row["shop"], hooks.RETURN_STATUS_CHANGE, news(row))


def news(row: sqlite3.Row) -> JSON:
    return {
        "order_id": row["purchase"],
        "return_role": "BUYER",
        "return_type": row["type"],
        "return_status": row["status"],
        "return_id": row["id"],
        "create_time": row["created_at"],
        "update_time": row["updated_at"],
    }


def told(row: sqlite3.Row) -> JSON:
    """With what the seller is to say, and until when, where it is the seller's turn."""
    answer: JSON = {
        "return_id": row["id"],
        "order_id": row["purchase"],
        "return_type": row["type"],
        "return_status": row["status"],
        "role": "BUYER",
        "return_reason": "ecom_order_delivered_refund_and_return_reason_defective",
        "return_reason_text": "Hàng bị lỗi",
        "create_time": row["created_at"],
        "update_time": row["updated_at"],
        "return_line_items": [item(unit) for unit in json.loads(row["units"])],
        "refund_amount": amount(row),
    }
    action = ACTIONS.get((row["status"], row["type"]))
    if action:
        deadline = row["updated_at"] + ANSWER
        answer["seller_next_action_response"] = [
            {"action": action, "deadline": deadline}
        ]
    return answer


def item(unit: JSON) -> JSON:
    return {
        "return_line_item_id": str(int(unit["id"]) + 1),
        "order_line_item_id": unit["id"],
        "sku_id": unit["sku_id"],
        "seller_sku": unit["seller_sku"],
        "product_name": unit["product_name"],
    }


def amount(row: sqlite3.Row) -> JSON:
    goods = sum(Decimal(unit["price"]) for unit in json.loads(row["units"]))
    return {"currency": "VND", "refund_total": str(goods)}
