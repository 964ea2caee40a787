"""Staff are told of prices that wait for them, until none does."""

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from storefront.channels.caution import HeldPrice
from storefront.connections.models import Connection
from storefront.outbox.alerts import Matter, keep_alerts


def watch_held() -> None:
    keep_alerts("price jump", matters())


def matters() -> Iterator[Matter]:
    waiting = HeldPrice.objects.waiting().values("connection").order_by("connection")
    counts = waiting.annotate(count=Count("pk")).values_list("connection", "count")
    connections = Connection.objects.open().in_bulk([pk for pk, _count in counts])
    for pk, count in counts:
        if pk in connections:
            yield Matter(
                kind="price jump",
                subject=str(pk),
                text=_("%(channel)s: %(count)s prices changed so much that they wait."),
                facts={"channel": connections[pk], "count": count},
                fix=_("Say yes to them, or correct what is a slip."),
                link=reverse("admin:channels_guards", args=[pk]),
            )
