"""Until when channels want their orders sent, and who hears that it is near or past."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Min
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from storefront.connections.models import Connection
from storefront.contract import clock
from storefront.orders.models import Order, OrderQuerySet, ship_warning
from storefront.outbox.alerts import Matter, keep_alerts

#: Words of the list's filter; the first two are the stages of an alert as well.
LATE, SOON, ANY = "late", "soon", "any"
WORDS = {LATE: gettext_lazy("late"), SOON: gettext_lazy("late soon")}


def due(stage: str, *, moment: datetime) -> OrderQuerySet:
    if stage == LATE:
        return Order.objects.late(moment)
    if stage == SOON:
        return Order.objects.late_soon(moment)
    return Order.objects.to_ship()


def stage_of(ship_by: datetime | None, *, moment: datetime) -> str:
    if ship_by is None or ship_by > moment + ship_warning():
        return ""
    return LATE if ship_by <= moment else SOON


def watch() -> None:
    """One incident for each channel and day: a good day may have hundreds of orders
    due, and a letter for each would hide the one that matters.
    """
    keep_alerts("to be sent", matters(clock.now()))


def matters(moment: datetime) -> Iterator[Matter]:
    due = Order.objects.to_ship().filter(ship_by__lte=moment + ship_warning())
    days = due.values("connection", day=TruncDate("ship_by")).annotate(
        first=Min("ship_by")
    )
    found = list(days.order_by("first"))
    channels = Connection.objects.in_bulk([row["connection"] for row in found])
    for row in found:
        channel = channels[row["connection"]]
        yield matter(channel, row["day"], row["first"], moment=moment)


TEXTS = {
    SOON: _("Orders of %(channel)s are to be sent on %(day)s, the first by %(time)s."),
    LATE: _(
        "Orders of %(channel)s are late: they were to be sent by %(time)s, %(day)s."
    ),
}


def matter(
    channel: Connection, day: date, first: datetime, *, moment: datetime
) -> Matter:
    stage = stage_of(first, moment=moment)
    return Matter(
        kind="to be sent",
        subject=f"{channel.pk} {day}",
        text=TEXTS[stage],
        facts={
            "channel": channel,
            "day": f"{day:%d.%m.%Y}",
            "time": f"{timezone.localtime(first):%H:%M}",
        },
        fix=_("Hand the goods over. A channel may cancel by itself what is late."),
        link=f"{reverse('admin:orders_order_changelist')}?ship={stage}",
        stage=stage,
    )
