"""Before each call: may it go out, is it paid for, and is it written down?"""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from storefront.connections import breaker, turns
from storefront.connections.models import Bucket, Connection
from storefront.connections.standstill import standstill
from storefront.contract.data import Budget, Usage
from storefront.contract.errors import NotNow, PlatformUnavailable
from storefront.contract.http import Call
from storefront.contract.plugin import services

#: From this share of the allowance on, the bucket holds no more than what is left.
SLOW_DOWN_AT = 75.0

#: Hosts may differ by this much. Beyond it the clock was set back, and a bucket that
#: was filled in the future would wait until then.
CLOCK_SKEW = timedelta(minutes=1)

#: How long a platform without a stated moment is left alone once all is used up.
COOL_DOWN = timedelta(minutes=1)


class ConnectionGate:
    """The budget of one connection, shared by all workers; or of all connections of a
    service, where the platform counts their calls together.

    A subclass may `record` what a call carries, in the transaction that takes its
    token; `forget` it when it never left; and hear that its answer was `lost`.
    """

    #: The share of a full bucket that these calls leave to more urgent ones.
    leaves: float = 0.0

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        service = services().get(connection.service)
        budgets = service.budgets if service else ()
        self.budgets = {budget.endpoint: budget for budget in budgets}
        self.endpoints: dict[str, str] = {}

    def record(self, ticket: str, call: Call) -> None: ...

    def forget(self, ticket: str) -> None: ...

    def lost(self, ticket: str, reason: str) -> None: ...

    def enter(self, call: Call) -> str:
        """Take a token and record the call, or do neither and raise NotNow.

        The record may be a write of thousands of rows, so the bucket, for which all
        workers queue, is locked after it; a look beforehand spares most of the writes
        that an empty bucket would undo. `durable`: when this returns, it is committed.
        """
        self.refuse_standstill()
        self.refuse_open_breaker()
        ticket = str(uuid.uuid4())
        try:
            self.look(call.endpoint)
            with transaction.atomic(durable=True):
                self.record(ticket, call)
                self.take(call.endpoint)
        except NotNow as refusal:
            self.wait_for_turn(call.endpoint, refusal)
            raise
        self.endpoints[ticket] = call.endpoint
        return ticket

    def never_sent(self, ticket: str) -> None:
        endpoint = self.endpoints.pop(ticket)
        with transaction.atomic(durable=True):
            self.forget(ticket)
            self.bucket(endpoint).update(tokens=F("tokens") + 1)

    def failed(self, ticket: str, reason: str) -> None:
        del self.endpoints[ticket]
        self.lost(ticket, reason)

    def answered(self, ticket: str, status: int, usage: Usage | None) -> None:
        endpoint = self.endpoints.pop(ticket)
        if status == 429:
            self.bucket(endpoint).update(tokens=0)
        if usage:
            self.heed(endpoint, usage)

    def refuse_standstill(self) -> None:
        """Staff may have paused it since the batch was begun.

        In a drill it fails as a platform that is gone does: it counts for the breaker.
        """
        connection = Connection.objects.get(pk=self.connection.pk)
        if refusal := standstill(connection):
            raise refusal
        if connection.drilling:
            raise PlatformUnavailable(_("an outage drill"), nothing_done=True)

    def refuse_open_breaker(self) -> None:
        """Others may have found out since that the platform is gone."""
        if refused := breaker.refusal(self.connection):
            raise refused

    def bucket(self, endpoint: str) -> QuerySet[Bucket]:
        return Bucket.objects.filter(connection=self.payer(endpoint), endpoint=endpoint)

    def shares(self, endpoint: str) -> bool:
        budget = self.budgets.get(endpoint)
        return budget is not None and budget.shared

    def payer(self, endpoint: str) -> Connection:
        return (
            turns.payer(self.connection) if self.shares(endpoint) else self.connection
        )

    def look(self, endpoint: str) -> None:
        """Make the bucket if it is the first call; refuse if it is surely empty."""
        budget = self.budgets.get(endpoint)
        now = timezone.now()
        made = self.make_bucket(budget, now) if budget else None
        if bucket := made or self.bucket(endpoint).first():
            refuse_empty(bucket, budget, now, left=self.left(budget))

    def left(self, budget: Budget | None) -> int:
        """Whole calls: of a bucket that holds few, the next drop goes to whoever is
        first in the queue, and that is the urgent one anyway.
        """
        return int(self.leaves * (budget.burst or budget.calls)) if budget else 0

    def take(self, endpoint: str) -> None:
        """Take a token under the row's lock: the last thing before the commit."""
        budget = self.budgets.get(endpoint)
        if budget is None:
            return
        bucket = self.bucket(endpoint).select_for_update().get()
        now, left = timezone.now(), self.left(budget)
        if budget.shared:
            left += turns.before(bucket, self.connection, now)
        refuse_empty(bucket, budget, now, left=left)
        if budget.shared:
            turns.serve(bucket, self.connection, now)
        bucket.tokens -= 1
        bucket.save(update_fields=["tokens", "filled_at"])

    def wait_for_turn(self, endpoint: str, refusal: NotNow) -> None:
        if refusal.retry_after and self.shares(endpoint):
            until = timezone.now() + refusal.retry_after
            for bucket in self.bucket(endpoint):
                turns.let_wait(bucket, self.connection, until)

    def make_bucket(self, budget: Budget, now: datetime) -> Bucket:
        full = {"tokens": budget.burst or budget.calls, "filled_at": now}
        bucket, _created = Bucket.objects.get_or_create(
            connection=self.payer(budget.endpoint),
            endpoint=budget.endpoint,
            defaults=full,
        )
        if bucket.filled_at > now + CLOCK_SKEW:
            bucket.filled_at = now
            bucket.save(update_fields=["filled_at"])
        return bucket

    def heed(self, endpoint: str, usage: Usage) -> None:
        """Stop when the allowance is used up; slow down to a trickle before that."""
        budget = self.budgets.get(endpoint)
        if usage.percent >= 100 or usage.regained_after:
            self.block(endpoint, usage.regained_after or COOL_DOWN)
        elif usage.percent > SLOW_DOWN_AT and budget:
            share = (100 - usage.percent) / (100 - SLOW_DOWN_AT)
            left = share * (budget.burst or budget.calls)
            self.bucket(endpoint).filter(tokens__gt=left).update(tokens=left)

    def block(self, endpoint: str, pause: timedelta) -> None:
        now = timezone.now()
        Bucket.objects.update_or_create(
            connection=self.payer(endpoint),
            endpoint=endpoint,
            defaults={"blocked_until": now + pause},
            create_defaults={
                "blocked_until": now + pause,
                "tokens": 0,
                "filled_at": now,
            },
        )


def refuse_empty(
    bucket: Bucket, budget: Budget | None, now: datetime, *, left: int
) -> None:
    if budget:
        bucket.refill(budget, now)
    wait = bucket.wait(budget, now, left=left)
    if wait > timedelta(0):
        reason = _("The budget of %(endpoint)s is used up for now.")
        raise NotNow(reason % {"endpoint": bucket.endpoint}, retry_after=wait)
