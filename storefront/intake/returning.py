"""Read what buyers want back, and keep what the channel says of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from storefront.connections.models import Connection
from storefront.connections.plugins import build
from storefront.contract.errors import CredentialsDead, PlatformRefused
from storefront.contract.returns import RemoteReturn
from storefront.contract.roles import ImportsReturns
from storefront.intake.importing import want_look
from storefront.intake.models import ImportedOrder, Reading
from storefront.jobs.services import renew_lease
from storefront.orders.models import Order, Return
from storefront.outbox.alerts import Matter, keep_alerts, raise_alert, settle_alert

OVERLAP = timedelta(minutes=5)
#: What was asked for before the channel was connected may wait for an answer still.
BEFORE = timedelta(days=30)
#: Tokens that died may be renewed without staff, who need not hear of it then.
RENEWED_WITHIN = timedelta(minutes=5)


def read_returns(connection: Connection) -> None:
    """A consent may cover the orders and not these, which stops nothing else: whether
    access is gone altogether is for the reading of orders to say.
    """
    service = build(connection)
    if not isinstance(service, ImportsReturns):
        return
    try:
        read_pages(connection, service)
    except (CredentialsDead, PlatformRefused) as error:
        raise_alert(unread(connection, reason=str(error)))
    else:
        settle_alert(kind="returns unread", subject=str(connection.pk))


def read_pages(connection: Connection, service: ImportsReturns) -> None:
    """One that dies goes on behind what is stored."""
    reading, _created = Reading.objects.get_or_create(connection=connection)
    first = connection.created_at - BEFORE
    since, cursor = (reading.returns_watermark or first) - OVERLAP, ""
    while True:
        renew_lease()
        page = service.fetch_returns(since, cursor)
        take_in_returns(connection, page.items)
        move_watermark(reading, page.items)
        cursor = page.cursor
        if not cursor:
            return


def take_in_returns(connection: Connection, told: Sequence[RemoteReturn]) -> None:
    for one in told:
        keep(connection, one)
    known = ImportedOrder.objects.of(connection)
    named = {one.order_id for one in told}
    there = known.filter(external_id__in=named).values_list("external_id", flat=True)
    want_look(connection, sorted(named - set(there)))


def keep(connection: Connection, told: RemoteReturn) -> None:
    """Again, late or at once with itself: the newest telling is what stays."""
    facts = {
        "order_external_id": told.order_id[:100],
        "kind": told.kind.value,
        "state": told.state.value,
        "answer_by": told.answer_by,
        "updated_at": told.updated_at,
    }
    row, created = Return.objects.get_or_create(
        connection=connection, external_id=told.external_id[:100], defaults=facts
    )
    if not created:
        same = Return.objects.filter(pk=row.pk, updated_at__lte=told.updated_at)
        same.update(**facts)


def move_watermark(reading: Reading, told: Sequence[RemoteReturn]) -> None:
    if not told:
        return
    newest = max(one.updated_at for one in told)
    row = Reading.objects.filter(pk=reading.pk)
    row.filter(returns_watermark=None).update(returns_watermark=newest)
    row.update(returns_watermark=Greatest(F("returns_watermark"), newest))


def unread(connection: Connection, *, reason: str) -> Matter:
    return Matter(
        kind="returns unread",
        subject=str(connection.pk),
        text=_("What buyers of %(channel)s want back cannot be read: %(reason)s"),
        facts={"channel": connection, "reason": reason},
        fix=_("Look for it on the channel until then. Its orders come in as before."),
        link=reverse("admin:connections_connection_change", args=[connection.pk]),
        grace=RENEWED_WITHIN,
    )


def watch_returns() -> None:
    keep_alerts("return to answer", to_answer())


def to_answer() -> Iterator[Matter]:
    rows = list(Return.objects.to_answer().select_related("connection"))
    pages = pages_of(rows)
    for row in rows:
        yield Matter(
            kind="return to answer",
            subject=f"{row.connection_id} {row.external_id}",
            text=TEXT_UNTIL if row.answer_by else TEXT,
            facts={
                "channel": row.connection,
                "order": row.order_external_id,
                "moment": said(row.answer_by),
            },
            fix=_(
                "Answer on the channel: without an answer it may be granted by itself."
            ),
            link=pages.get((row.connection_id, row.order_external_id), ""),
            stage=said(row.answer_by),
        )


def pages_of(rows: Sequence[Return]) -> dict[tuple[int | None, str], str]:
    """Of the orders that are here: they come by another way, and perhaps later."""
    orders = Order.objects.filter(
        connection__in={row.connection_id for row in rows},
        external_id__in={row.order_external_id for row in rows},
    )
    return {
        (connection_id, external_id): reverse("admin:orders_order_change", args=[pk])
        for connection_id, external_id, pk in orders.values_list(
            "connection_id", "external_id", "pk"
        )
    }


TEXT = _("%(channel)s: the buyer of order %(order)s wants something back.")
TEXT_UNTIL = _(
    "%(channel)s: the buyer of order %(order)s wants something back. Answer by"
    " %(moment)s."
)


def said(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%H:%M %d.%m.%Y}" if moment else ""
