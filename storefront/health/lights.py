"""How each connection is: one colour, one sentence, and the figures behind them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from storefront.channels.models import Drift, HeldPrice, Part, ReadBack
from storefront.channels.planner import publisher
from storefront.connections.models import Breaker, Bucket, Connection
from storefront.connections.standstill import standstill
from storefront.connections.turns import payer
from storefront.contract.plugin import services
from storefront.health.pace import Pace, pace_of, spoken
from storefront.intake.models import Reading

#: What waits longer is not merely on its way.
LONG = timedelta(minutes=10)


class Colour(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"

    @property
    def words(self) -> str:
        return str(WORDS[self])


WORDS = {
    Colour.GREEN: gettext_lazy("Well"),
    Colour.AMBER: gettext_lazy("Look at it"),
    Colour.RED: gettext_lazy("Not working"),
}

ORDER = [Colour.GREEN, Colour.AMBER, Colour.RED]


@dataclass(frozen=True, slots=True)
class Left:
    """What an endpoint's budget has left just now."""

    endpoint: str
    calls: int
    of: int
    blocked_until: datetime | None = None


@dataclass(slots=True)
class Light:
    connection: Connection
    pace: Pace
    waiting: int = 0
    oldest_at: datetime | None = None
    refused: int = 0
    drifted: int = 0
    #: Prices that wait for a yes.
    held: int = 0
    breaker: Breaker | None = None
    stopped: str = ""
    budgets: list[Left] = field(default_factory=list)
    orders_through: datetime | None = None
    orders_problem: str = ""
    read_back: ReadBack | None = None

    @property
    def open(self) -> bool:
        return self.breaker is not None and self.breaker.opened_at is not None

    @property
    def colour(self) -> Colour:
        if self.open or (self.stopped and not self.connection.paused):
            return Colour.RED
        if self.stopped or self.breaker or self.slow:
            return Colour.AMBER
        if self.refused or self.drifted or self.held:
            return Colour.AMBER
        return Colour.AMBER if self.orders_problem else Colour.GREEN

    @property
    def publishes(self) -> bool:
        return publisher(self.connection) is not None

    @property
    def slow(self) -> bool:
        return bool(self.oldest_at and self.oldest_at < timezone.now() - LONG)

    @property
    def sentence(self) -> str:
        """What a shopkeeper is told at a glance."""
        if self.open and self.breaker:
            since = timezone.localtime(self.breaker.failing_since)
            facts = {"since": clock_of(since), "waiting": self.waiting}
            return _("Unavailable since %(since)s, %(waiting)s waiting") % facts
        if self.stopped:
            return self.stopped
        return self.remarks or _("Everything is there")

    @property
    def remarks(self) -> str:
        """What is the matter while calls go out; the first is the most urgent."""
        if self.refused:
            words = ngettext(
                "%d product is refused", "%d products are refused", self.refused
            )
            return words % self.refused
        if self.drifted:
            words = ngettext(
                "%d thing there differs from here",
                "%d things there differ from here",
                self.drifted,
            )
            return words % self.drifted
        if self.held:
            words = ngettext(
                "%d price waits for your yes", "%d prices wait for your yes", self.held
            )
            return words % self.held
        words = ngettext("%d change waits", "%d changes wait", self.waiting)
        return words % self.waiting if self.waiting else ""

    @property
    def oldest_words(self) -> str:
        waited = timezone.now() - self.oldest_at if self.oldest_at else timedelta(0)
        return spoken(int(waited.total_seconds() * 1000))


def clock_of(moment: datetime) -> str:
    """The hour alone, as long as it is today's."""
    today = moment.date() == timezone.localdate()
    return date_format(moment, "H:i" if today else "H:i d/m")


def lights() -> list[Light]:
    """One for each open connection, the worst first; few queries, however many offers
    there are.
    """
    connections = list(Connection.objects.open())
    waiting = by_connection(
        Part.objects.waiting()
        .values("connection")
        .annotate(count=Count("pk"), oldest=Min("wanted_at"))
    )
    refused = by_connection(
        Part.objects.unconfirmed()
        .refused_as_they_stand()
        .filter(listing__shown=True)
        .values("connection")
        .annotate(count=Count("listing", distinct=True))
    )
    drifted = by_connection(
        Drift.objects.open().values("connection").annotate(count=Count("pk"))
    )
    held = by_connection(
        HeldPrice.objects.waiting().values("connection").annotate(count=Count("pk"))
    )
    found = [
        light_of(
            connection,
            waiting.get(connection.pk, {}),
            refused=refused.get(connection.pk, {}).get("count", 0),
            drifted=drifted.get(connection.pk, {}).get("count", 0),
            held=held.get(connection.pk, {}).get("count", 0),
        )
        for connection in connections
    ]
    return sorted(found, key=lambda light: -ORDER.index(light.colour))


def by_connection(
    rows: Iterable[Mapping[str, Any]],
) -> dict[int, Mapping[str, Any]]:
    return {row["connection"]: row for row in rows}


def light_of(
    connection: Connection,
    waiting: Mapping[str, Any],
    *,
    refused: int,
    drifted: int,
    held: int,
) -> Light:
    reading = Reading.objects.filter(connection=connection).first()
    stopped = standstill(connection)
    return Light(
        connection,
        pace_of(connection.pk),
        waiting=waiting.get("count", 0),
        oldest_at=waiting.get("oldest"),
        refused=refused,
        drifted=drifted,
        held=held,
        breaker=Breaker.objects.filter(connection=connection).first(),
        stopped=str(stopped or ""),
        budgets=budgets_of(connection),
        orders_through=connection.polled_through,
        orders_problem=reading.problem if reading else "",
        read_back=ReadBack.objects.filter(connection=connection).first(),
    )


def budgets_of(connection: Connection) -> list[Left]:
    """A bucket that nobody has used is full; what has trickled in since is counted."""
    service = services().get(connection.service)
    budgets = service.budgets if service else ()
    own = buckets_of(connection)
    shared = buckets_of(payer(connection)) if any(b.shared for b in budgets) else {}
    left = []
    for budget in budgets:
        room = budget.burst or budget.calls
        bucket = (shared if budget.shared else own).get(budget.endpoint)
        if bucket:
            bucket.refill(budget, timezone.now())
        calls = int(bucket.tokens) if bucket else room
        until = bucket.blocked_until if bucket else None
        blocked = until if until and until > timezone.now() else None
        left.append(Left(budget.endpoint, calls, room, blocked))
    return left


def buckets_of(connection: Connection) -> dict[str, Bucket]:
    return {row.endpoint: row for row in Bucket.objects.filter(connection=connection)}


def worst(colours: Iterable[Colour]) -> Colour:
    return max(colours, key=ORDER.index, default=Colour.GREEN)
