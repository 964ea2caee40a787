"""Stock towards a channel that sells: it may only grow when its orders are known.

What the channel has sold meanwhile is not in our stock yet; telling it a larger number
would give those units out twice. A smaller one never waits.
"""

from collections.abc import Iterable, Mapping

from django.utils import timezone

from storefront.channels.locks import lock_parts
from storefront.channels.models import Part
from storefront.channels.stored import Payload
from storefront.connections.models import Connection
from storefront.contract import data, plugin
from storefront.contract.roles import ImportsOrders


def orders_are_dark(connection: Connection) -> bool:
    """Does it sell, and have its orders not been read lately? Asked of the row."""
    service = plugin.services().get(connection.service)
    if service is None or not issubclass(service, ImportsOrders):
        return False
    oldest = timezone.now() - service.order_freshness
    fresh = Connection.objects.filter(pk=connection.pk, polled_through__gte=oldest)
    return not fresh.exists()


def growing(payloads: Mapping[int, Payload]) -> set[int]:
    """Of the stocks that these parts are to be told, which are more than they know?"""
    parts = Part.objects.filter(pk__in=payloads).select_related("offer")
    return {
        part.pk
        for part in parts
        if grows(surely_said(part), payloads[part.pk]["stock"])
        or moves_up(part.attempt_payload or {}, payloads[part.pk])
    }


def surely_said(part: Part) -> int | None:
    """The stock that was last sent, uncounted being None.

    Where nothing is listed, or the last number was refused, no number is safe but 0.
    """
    listed = part.offer is not None and part.offer.listed
    refused = part.refused > 0 and part.refused >= part.attempted
    if not part.attempt_payload or refused or not listed:
        return 0
    stock: int | None = part.attempt_payload["stock"]
    return stock


def grows(before: int | None, after: int | None) -> bool:
    if before is None:
        return False
    return after is None or after > before


def moves_up(before: Payload, after: Payload) -> bool:
    """Is a warehouse told of more than it knows, though all together are no more?

    What was sold from there meanwhile would be for sale again.
    """
    had, has = units_in(before), units_in(after)
    return had.keys() != has.keys() or any(has[one] > had[one] for one in has)


def units_in(payload: Payload) -> dict[str, int]:
    return {one["warehouse"]: one["units"] for one in payload.get("stock_in", ())}


def doubt_stock(connection: Connection, variant_ids: Iterable[int]) -> None:
    """The channel has sold some of these, or called it off, and counts that by itself:
    what it holds is not what it confirmed. The next number goes out though it be the
    same, also after one that is under way.
    """
    rows = Part.objects.filter(
        connection=connection, name=data.Part.STOCK, offer__variant__in=variant_ids
    )
    locked = lock_parts(rows.values_list("pk", flat=True))
    Part.objects.filter(pk__in=locked).update(confirmed_hash="", attempt_hash="")


def let_grow(connection: Connection) -> int:
    """The orders have just been read: what waited for them is due again."""
    waiting = Part.objects.filter(connection=connection, awaits_orders=True)
    return waiting.update(awaits_orders=False)
