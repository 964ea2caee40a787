"""Ask a channel for its orders: all that changed since, and those we were told of."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from storefront.channels.growth import let_grow
from storefront.channels.tasks import wake_pusher
from storefront.connections.models import Connection
from storefront.connections.plugins import build
from storefront.contract.errors import NotNow, PlatformUnavailable
from storefront.contract.orders import RemoteOrder
from storefront.contract.roles import ImportsOrders
from storefront.intake.bookmarks import Bookmark, put_in, take_out
from storefront.intake.importing import Told, known, note_problem, take_in
from storefront.intake.models import ImportedOrder, Reading
from storefront.jobs.services import renew_lease
from storefront.outbox.alerts import Matter, raise_alert, settle_alert

#: So much is read twice: the channel's clocks may differ, and what it was just writing
#: may show up behind what it has shown us.
OVERLAP = timedelta(minutes=5)

#: Orders may stay unread for so long before staff are told.
SILENCE = timedelta(minutes=5)


def importer(connection: Connection) -> ImportsOrders | None:
    service = build(connection)
    return service if isinstance(service, ImportsOrders) else None


def read_orders(connection: Connection) -> None:
    """Read what changed, page by page; only a complete reading lets stock grow.

    The watermark moves past a page once the page is stored: a reading that dies goes on
    behind it. One that our own gate stops goes on at the very page.
    """
    service = importer(connection)
    if service is None:
        return
    reading, _created = Reading.objects.get_or_create(connection=connection)
    usual = since(connection, reading)
    place = take_out(reading, since=usual) or Bookmark(timezone.now(), usual)
    try:
        read_pages(connection, service, reading, place)
    except NotNow:
        raise  # our own gate's no says nothing of the channel
    except PlatformUnavailable as error:
        note_silence(reading, reason=str(error))
        raise
    note_complete(reading, began=place.began)


def since(connection: Connection, reading: Reading) -> datetime:
    usual = (reading.watermark or connection.created_at) - OVERLAP
    return min(usual, reading.again_from or usual)


def read_pages(
    connection: Connection,
    service: ImportsOrders,
    reading: Reading,
    place: Bookmark,
) -> None:
    while True:
        renew_lease()
        read_at = timezone.now()
        try:
            page = service.fetch_orders(place.since, place.cursor)
        except NotNow:
            if place.cursor:
                put_in(reading, place)
            raise
        same = known(connection, page.items)
        for told in page.items:
            if told.external_id not in same:
                take_in(connection, told, read_at=read_at)
        move_watermark(reading, list(page.items))
        if not page.cursor:
            return
        place = replace(place, cursor=page.cursor)


def move_watermark(reading: Reading, told: list[Told]) -> None:
    """Past what is stored, never back, whoever else is reading."""
    moments = [one.updated_at for one in told if isinstance(one, RemoteOrder)]
    if not moments:
        return
    row = Reading.objects.filter(pk=reading.pk)
    row.filter(watermark=None).update(watermark=max(moments))
    row.update(watermark=Greatest(F("watermark"), max(moments)))


def note_complete(reading: Reading, *, began: datetime) -> None:
    """All orders up to then are here: stock that waited for them may grow."""
    connection = reading.connection
    older = Q(polled_through=None) | Q(polled_through__lt=began)
    Connection.objects.filter(older, pk=connection.pk).update(polled_through=began)
    Reading.objects.filter(pk=reading.pk).update(failing_since=None, problem="")
    asked = Reading.objects.filter(pk=reading.pk, again_from=reading.again_from)
    asked.update(again_from=None)  # unless staff have asked for more meanwhile
    settle_alert(kind="orders unread", subject=str(connection.pk))
    if let_grow(connection):
        wake_pusher(connection)


def note_silence(reading: Reading, *, reason: str) -> None:
    """Meanwhile only decreases are sent. After a while staff must know."""
    now = timezone.now()
    row = Reading.objects.filter(pk=reading.pk)
    row.filter(failing_since=None).update(failing_since=now)
    row.update(problem=reason[:300])
    if row.filter(failing_since__lt=now - SILENCE).exists():
        tell_silence(reading.connection, reason)


def tell_silence(connection: Connection, reason: str) -> None:
    raise_alert(
        Matter(
            kind="orders unread",
            subject=str(connection.pk),
            text=_(
                "The orders of %(channel)s cannot be read: %(reason)s. Until they can, "
                "it is not told of more stock."
            ),
            facts={"channel": connection, "reason": reason},
            link=reverse("admin:connections_connection_change", args=[connection.pk]),
        )
    )


def look_at_orders(connection: Connection) -> bool:
    """Read again what is to be looked at; say whether there may be more of it."""
    service = importer(connection)
    due = ImportedOrder.objects.to_look_at(timezone.now()).filter(connection=connection)
    if service is None or not due.exists():
        return False
    rows = list(due.order_by("pk")[: service.orders_per_call])
    read_at = timezone.now()
    told = service.get_orders([row.external_id for row in rows])
    for one in told:
        take_in(connection, one, read_at=read_at)
    missing = {row.external_id for row in rows} - {one.external_id for one in told}
    for external_id in sorted(missing):
        note_problem(connection, external_id, reason=NOT_THERE)
    note_looked(rows)
    return len(rows) == service.orders_per_call


NOT_THERE = "The channel does not know this order."


def note_looked(rows: list[ImportedOrder]) -> None:
    """What was wanted before the question is answered; what was wanted since is not."""
    for row in rows:
        answered = ImportedOrder.objects.filter(pk=row.pk, problem="")
        answered.filter(looked__lt=row.wanted).update(looked=row.wanted)
