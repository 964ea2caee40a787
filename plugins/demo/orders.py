"""The platform's orders and events in our words. Pure functions."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from storefront.contract.data import Page
from storefront.contract.orders import (
    OrderState,
    RemoteBuyer,
    RemoteLine,
    RemoteOrder,
    UnreadableOrder,
)
from storefront.contract.webhooks import Delivery, Event, Topic

#: The platform's words for where an order stands.
STATES = {
    "unpaid": OrderState.ON_HOLD,
    "paid": OrderState.PLACED,
    "sent": OrderState.SHIPPED,
    "done": OrderState.COMPLETED,
    "void": OrderState.CANCELLED,
}
TOPICS = {"order": Topic.ORDER}

Read = RemoteOrder | UnreadableOrder


def page(body: Mapping[str, Any]) -> Page[Read]:
    return Page(tuple(listed(body)), cursor=str(body["next"]))


def listed(body: Mapping[str, Any]) -> list[Read]:
    return [read(order) for order in body["orders"]]


def read(order: Mapping[str, Any]) -> Read:
    """One that cannot be read is named, so that it does not stop the others."""
    raw = orjson.dumps(order).decode()
    try:
        return remote_order(order, raw)
    except (KeyError, TypeError, ValueError) as error:
        reason = f"{type(error).__name__}: {error}"
        return UnreadableOrder(str(order.get("id", "")), reason, raw)


def remote_order(order: Mapping[str, Any], raw: str) -> RemoteOrder:
    return RemoteOrder(
        external_id=str(order["id"]),
        state=STATES[order["state"]],
        placed_at=moment(order["placed"]),
        updated_at=moment(order["updated"]),
        currency=order["currency"],
        lines=tuple(line(unit) for unit in order["units"]),
        total=int(order["total"]),
        delivery_fee=int(order["delivery"]),
        buyer=RemoteBuyer(**order["buyer"]),
        goods_back=not order["gone_out"],
        raw=raw,
    )


def line(unit: Mapping[str, Any]) -> RemoteLine:
    """The platform has one line for each unit."""
    return RemoteLine(
        external_sku_id=str(unit["sku_id"]),
        sku=unit["sku"],
        title=unit["title"],
        unit_price=int(unit["price"]),
    )


def moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def signed_with(secret: str, delivery: Delivery) -> bool:
    expected = hmac.new(secret.encode(), delivery.body, hashlib.sha256).hexdigest()
    given = delivery.headers.get("x-demo-signature", "")
    return bool(secret) and hmac.compare_digest(expected.encode(), given.encode())


def events(delivery: Delivery) -> list[Event]:
    try:
        return [event(told) for told in orjson.loads(delivery.body)["events"]]
    except (KeyError, TypeError) as error:
        raise ValueError(f"no events in it: {error}") from error


def event(told: Mapping[str, Any]) -> Event:
    return Event(
        account=str(told["shop"]),
        topic=TOPICS.get(told["what"], Topic.OTHER),
        kind=str(told["what"]),
        event_id=str(told["id"]),
        external_id=str(told.get("order", "")),
    )
