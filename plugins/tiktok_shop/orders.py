"""The platform's orders and events in our words. Pure functions."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson
from babel.numbers import get_currency_precision

from plugins.tiktok_shop.client import JSON, listed
from plugins.tiktok_shop.consent import moment
from storefront.contract.data import Page
from storefront.contract.orders import (
    OrderState,
    RemoteBuyer,
    RemoteLine,
    RemoteOrder,
    UnreadableOrder,
)
from storefront.contract.webhooks import Delivery, Event, Topic

#: "Order status" (Partner Center, 2026-05). Until it is collected, it lies with us.
STATES = {
    "UNPAID": OrderState.ON_HOLD,
    "ON_HOLD": OrderState.ON_HOLD,
    "AWAITING_SHIPMENT": OrderState.PLACED,
    "PARTIALLY_SHIPPING": OrderState.PLACED,
    "AWAITING_COLLECTION": OrderState.PLACED,
    "IN_TRANSIT": OrderState.SHIPPED,
    "DELIVERED": OrderState.SHIPPED,
    "COMPLETED": OrderState.COMPLETED,
    "CANCELLED": OrderState.CANCELLED,
    "CANCEL": OrderState.CANCELLED,
}
#: The events that the shop wants. Everything else is kept, and nothing more.
WANTED = {
    1: "ORDER_STATUS_CHANGE",
    3: "RECIPIENT_ADDRESS_UPDATE",
    6: "SELLER_DEAUTHORIZATION",
    11: "CANCELLATION_STATUS_CHANGE",
    12: "RETURN_STATUS_CHANGE",
}
TOPICS = {
    1: Topic.ORDER,
    3: Topic.ORDER,
    6: Topic.ACCESS,
    11: Topic.ORDER,
    12: Topic.RETURN,
}

Read = RemoteOrder | UnreadableOrder


def page(told: JSON) -> Page[Read]:
    cursor = str(told.get("next_page_token") or "")
    return Page(tuple(read_all(listed(told, "orders"))), cursor=cursor)


def read_all(orders: Sequence[JSON]) -> list[Read]:
    return list(map(read, orders))


def read(order: JSON) -> Read:
    """One that cannot be read is named, so that it does not stop the others."""
    raw = orjson.dumps(order).decode()
    try:
        return remote_order(order, raw)
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        reason = f"{type(error).__name__}: {error}"
        return UnreadableOrder(str(order.get("id", "")), reason, raw)


def remote_order(order: JSON, raw: str) -> RemoteOrder:
    payment = order["payment"]
    currency = str(payment["currency"])
    return RemoteOrder(
        external_id=str(order["id"]),
        state=state_of(order),
        placed_at=moment(order["create_time"]),
        updated_at=moment(order["update_time"]),
        currency=currency,
        lines=tuple(lines(order)),
        total=minor(payment["total_amount"], currency),
        delivery_fee=minor(payment.get("shipping_fee") or "0", currency),
        buyer=buyer(order.get("recipient_address") or {}),
        note=str(order.get("buyer_message") or ""),
        goods_back=not order.get("collection_time"),
        ship_by=ship_by(order),
        warehouse=str(order.get("warehouse_id") or ""),
        raw=raw,
    )


def ship_by(order: JSON) -> datetime | None:
    """`rts_sla_time` is the latest moment to have it ready for the courier, and counts
    for the rate of late dispatches; once it is ready, `tts_sla_time` is the latest to
    hand it over. `shipping_due_time` is later: then the order is cancelled.
    """
    told = order.get("tts_sla_time" if order.get("rts_time") else "rts_sla_time")
    return moment(told) if told else None


def state_of(order: JSON) -> OrderState:
    """Where there is no status for it, a flag says that a buyer may still walk away."""
    state = STATES[order["status"]]
    held = state is OrderState.PLACED and order.get("is_on_hold_order")
    return OrderState.ON_HOLD if held else state


def lines(order: JSON) -> Iterator[RemoteLine]:
    """A line is a unit. In a cancelled order all stay, each of them cancelled."""
    cancelled = STATES[order["status"]] is OrderState.CANCELLED
    for unit in order["line_items"]:
        if cancelled or unit.get("display_status") not in {"CANCELLED", "CANCEL"}:
            yield RemoteLine(
                external_sku_id=str(unit["sku_id"]),
                sku=str(unit.get("seller_sku") or ""),
                title=str(unit.get("product_name") or ""),
                unit_price=minor(unit["sale_price"], str(unit["currency"])),
            )


def buyer(address: JSON) -> RemoteBuyer:
    """Behind stars, unless we bring it there ourselves; while on hold, not told."""
    name, phone, full = (
        str(address.get(part) or "")
        for part in ("name", "phone_number", "full_address")
    )
    told = bool(name) and bool(phone)
    masked = not told or "*" in name + phone
    return RemoteBuyer(name=name, phone=phone, address=full, masked=masked)


def minor(amount: str, currency: str) -> int:
    """Amounts are text in whole units."""
    return int(Decimal(amount).scaleb(get_currency_precision(currency)))


def events(delivery: Delivery) -> list[Event]:
    """Raises ValueError when it makes no sense."""
    try:
        told = orjson.loads(delivery.body)
        return [event(told, delivery)]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no event in it: {error}") from error


def event(told: dict[str, Any], delivery: Delivery) -> Event:
    """Where it has no id, the same body is the same event."""
    kind = int(told["type"])
    digest = hashlib.sha256(delivery.body).hexdigest()
    return Event(
        account=str(told["shop_id"]),
        topic=TOPICS.get(kind, Topic.OTHER),
        kind=WANTED.get(kind, str(kind)),
        event_id=str(told.get("tts_notification_id") or digest),
        external_id=str((told.get("data") or {}).get("order_id") or ""),
    )
