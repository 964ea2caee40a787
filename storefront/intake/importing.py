"""Take in what a channel says of its orders, each by itself, only ever the newest."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from storefront.channels.growth import doubt_stock
from storefront.channels.spreading import homes_of
from storefront.connections.models import Connection
from storefront.connections.sealing import seal
from storefront.contract.orders import (
    OrderState,
    RemoteLine,
    RemoteOrder,
    UnreadableOrder,
)
from storefront.intake.matching import note_unknown, thing_id, variant_of
from storefront.intake.models import ImportedOrder
from storefront.orders.channel_orders import Sale, SoldLine, follow
from storefront.orders.models import Order
from storefront.outbox.alerts import Matter, keep_alerts, raise_alert

logger = logging.getLogger(__name__)

Told = RemoteOrder | UnreadableOrder

#: After so many tries in a row an order waits for staff.
MOST_TRIES = 8
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=10), timedelta(hours=1)

STATES = {
    OrderState.ON_HOLD: Order.State.ON_HOLD,
    OrderState.PLACED: Order.State.PLACED,
    OrderState.SHIPPED: Order.State.CONFIRMED,
    OrderState.COMPLETED: Order.State.COMPLETED,
    OrderState.CANCELLED: Order.State.CANCELLED,
}
TO_BE_SENT = {OrderState.ON_HOLD, OrderState.PLACED}
LEFT_THE_SHOP = {OrderState.SHIPPED, OrderState.COMPLETED}


class Unreadable(Exception):
    """The plugin could not make sense of an order; why is in its words."""


def take_in(connection: Connection, told: Told, *, read_at: datetime) -> None:
    """Import it. What goes wrong with one order is kept with it and stops no other;
    a database that is gone stops everything.
    """
    try:
        import_order(connection, told, read_at=read_at)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 -- whatever it is, the others go on
        logger.warning("%s: order %s fails", connection, told.external_id)
        reason = str(error) if isinstance(error, Unreadable) else one_line(error)
        note_problem(connection, told.external_id, reason=reason, raw=told.raw)


def one_line(error: Exception) -> str:
    """Without the lines below the first, in which databases quote values."""
    first = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {first}"


@transaction.atomic
def import_order(connection: Connection, told: Told, *, read_at: datetime) -> None:
    """Follow it, unless something newer of it is known already."""
    if isinstance(told, UnreadableOrder):
        raise Unreadable(told.reason)
    row = locked_row(connection, told.external_id)
    if row.digest != digest(told) and not is_older(row, told, read_at):
        follow_telling(row, told, read_at)
    if row.problem:
        row.problem, row.tries, row.not_before = "", 0, None
    row.save()


def follow_telling(row: ImportedOrder, told: RemoteOrder, read_at: datetime) -> None:
    if row.order_id is None:
        connected_at = row.connection.created_at
        row.past = told.state in LEFT_THE_SHOP and told.placed_at < connected_at
    sale = sale_of(row.connection, told)
    row.order, missing = follow(sale=sale, moves_stock=not row.past)
    row.updated_at, row.read_at = told.updated_at, read_at
    row.goods_out, row.digest = sale.goods_out, digest(told)
    row.sealed = seal(told.raw)
    tell_missing(row, missing)
    variants = row.order.lines.exclude(variant=None).values_list("variant", flat=True)
    doubt_stock(row.connection, variants)


def digest(told: RemoteOrder) -> str:
    return hashlib.sha256(f"{told!r} {told.raw}".encode()).hexdigest()


def known(connection: Connection, told: Sequence[Told]) -> set[str]:
    """Which of these say just what was taken in already. Most of an overlap does."""
    digests = [digest(one) for one in told if isinstance(one, RemoteOrder)]
    rows = ImportedOrder.objects.filter(connection=connection, problem="")
    same = rows.filter(digest__in=digests)
    return set(same.values_list("external_id", flat=True))


def locked_row(connection: Connection, external_id: str) -> ImportedOrder:
    ImportedOrder.objects.get_or_create(connection=connection, external_id=external_id)
    rows = ImportedOrder.objects.select_for_update(of=("self",))
    return rows.get(connection=connection, external_id=external_id)


def is_older(row: ImportedOrder, told: RemoteOrder, read_at: datetime) -> bool:
    if row.updated_at is None or row.read_at is None:
        return False
    return (told.updated_at, read_at) < (row.updated_at, row.read_at)


def sale_of(connection: Connection, told: RemoteOrder) -> Sale:
    return Sale(
        connection=connection,
        external_id=told.external_id,
        state=Order.State(STATES[told.state]),
        lines=[sold_line(connection, line) for line in put_together(told.lines)],
        currency=told.currency,
        total=told.total,
        delivery_fee=told.delivery_fee,
        placed_at=told.placed_at,
        buyer_name=told.buyer.name,
        # Half a phone number is nobody's: it must not look like somebody we know.
        phone="" if told.buyer.masked else told.buyer.phone,
        address=told.buyer.address,
        note=told.note,
        goods_out=told.state is OrderState.CANCELLED and not told.goods_back,
        ship_by=told.ship_by if told.state in TO_BE_SENT else None,
        locations=locations_of(connection, told.warehouse),
    )


def locations_of(connection: Connection, warehouse: str) -> list[int]:
    """Which of our locations are the warehouse that it is sent from."""
    homes = homes_of(connection) if warehouse else None
    return homes.locations_of(warehouse) if homes else []


def put_together(lines: Sequence[RemoteLine]) -> list[RemoteLine]:
    """Units of the same thing at the same price are one line."""
    found: dict[tuple[str, int], RemoteLine] = {}
    for line in lines:
        key = thing_id(line), line.unit_price
        before = found[key].quantity if key in found else 0
        found[key] = replace(line, quantity=before + line.quantity)
    return list(found.values())


def sold_line(connection: Connection, line: RemoteLine) -> SoldLine:
    variant_id = variant_of(connection, line)
    if variant_id is None:
        tell_unknown(connection, line)
    return SoldLine(
        external_id=thing_id(line),
        variant_id=variant_id,
        sku=line.sku,
        title=line.title,
        quantity=line.quantity,
        unit_price=line.unit_price,
    )


def tell_unknown(connection: Connection, line: RemoteLine) -> None:
    thing = note_unknown(connection, line)
    raise_alert(
        Matter(
            kind="unknown thing",
            subject=str(thing.pk),
            text=_(
                "%(channel)s sold “%(title)s”, which nobody has matched to a variant."
            ),
            facts={"channel": connection, "title": thing},
            fix=_("Say which variant it is. The orders then take their stock."),
            link=reverse("admin:intake_soldthing_change", args=[thing.pk]),
        )
    )


def tell_missing(row: ImportedOrder, missing: dict[str, int]) -> None:
    for sku, units in missing.items():
        raise_alert(
            Matter(
                kind="oversold",
                subject=f"{row.order} {sku}",
                text=_(
                    "%(channel)s sold %(units)s more of %(sku)s than there are:"
                    " %(order)s."
                ),
                facts={
                    "channel": row.connection,
                    "units": units,
                    "sku": sku,
                    "order": row.order,
                },
                fix=_("Find the goods, or cancel the order on the channel."),
                link=reverse("admin:orders_order_change", args=[row.order_id]),
            )
        )


@transaction.atomic
def note_problem(
    connection: Connection, external_id: str, *, reason: str, raw: str = ""
) -> None:
    """Keep why, and look at it again after a while; after many tries staff must."""
    row = locked_row(connection, external_id)
    row.problem = reason[:300]
    row.tries += 1
    row.not_before = timezone.now() + min(FIRST_RETRY * 3**row.tries, LONGEST_RETRY)
    row.wanted = row.looked if row.tries >= MOST_TRIES else row.looked + 1
    if raw and row.order_id is None:
        row.sealed = seal(raw)
    row.save()
    raise_alert(failing(row))


def failing(row: ImportedOrder) -> Matter:
    """One alert for each channel: what breaks one order mostly breaks many."""
    return Matter(
        kind="orders failing",
        subject=str(row.connection_id),
        text=_(
            "Orders of %(channel)s cannot be imported, %(count)s so far. %(order)s:"
            " %(reason)s"
        ),
        facts={
            "count": ImportedOrder.objects.failing().of(row.connection).count(),
            "channel": row.connection,
            "order": row.external_id,
            "reason": row.problem,
        },
        fix=_("They are tried again by themselves. See what the reason says."),
        link=reverse("admin:intake_importedorder_changelist") + "?import=failed",
    )


def watch_failing() -> None:
    """Tell staff of what fails still, and that it is over."""
    rows = ImportedOrder.objects.failing().select_related("connection")
    newest = {row.connection_id: row for row in rows.order_by("pk")}
    keep_alerts("orders failing", map(failing, newest.values()))


def want_look(connection: Connection, external_ids: Sequence[str]) -> None:
    """Something happened to these orders: they are to be looked at again."""
    for external_id in sorted(external_ids):
        ImportedOrder.objects.get_or_create(
            connection=connection, external_id=external_id
        )
        row = ImportedOrder.objects.filter(
            connection=connection, external_id=external_id
        )
        row.update(wanted=F("wanted") + 1, not_before=None, tries=0)
