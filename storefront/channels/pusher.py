"""Make confirmed equal wanted on one connection, for as long as a job should take."""

import logging
import time
from datetime import datetime, timedelta

from django.db.models import Min
from django.utils import timezone

from storefront.channels import claims
from storefront.channels.attempts import CALL_DEADLINE, open_attempts, settle_unknown
from storefront.channels.models import Part
from storefront.channels.planner import publisher
from storefront.channels.publishing import send_batch
from storefront.channels.receipts import poll_receipts
from storefront.connections.models import Connection
from storefront.connections.reaching import reaching
from storefront.contract.errors import CredentialsDead, PlatformUnavailable
from storefront.contract.roles import PublishesListings
from storefront.jobs.services import renew_lease

logger = logging.getLogger(__name__)

#: A job ends after about this long, so that other connections get their turn.
TURN = timedelta(seconds=20)

#: How soon to come again where nobody says when.
SHORTEST_PAUSE = timedelta(seconds=1)


def push(connection: Connection, *, watches: bool = True) -> timedelta | None:
    """Send what is due; return how soon to come again, or None while nothing waits.

    One of those who push at the same time watches for what becomes due by itself; the
    others come again for what can be sent now.
    """
    service = publisher(connection)
    if service is None or connection.closed or connection.needs_staff:
        return None
    if connection.paused:
        until = connection.paused_until
        return until - timezone.now() if until else None
    try:
        with reaching(connection):
            work_through(connection, service)
    except CredentialsDead:
        logger.warning("%s: credentials are dead", connection)
        return None
    except PlatformUnavailable as error:
        return error.retry_after or SHORTEST_PAUSE
    again = next_visit(connection, service)
    return again if watches or not again else None


def work_through(connection: Connection, service: type[PublishesListings]) -> None:
    """Empty the lanes in their order, and start over after every batch."""
    ends = time.monotonic() + TURN.total_seconds()
    while time.monotonic() < ends:
        renew_lease()
        settle_unknown(connection, settles_after=service.settles_after)
        polled = poll_receipts(connection)
        if not send_first_lane(connection, service) and not polled:
            return


def send_first_lane(connection: Connection, service: type[PublishesListings]) -> bool:
    for lane in claims.lanes_in_turn(connection, service):
        claim = claims.claim(connection, service, lane)
        if claim.listing_ids:
            try:
                send_batch(connection, service, lane, claim)
            finally:
                claims.give_back(claim)
            return True
    return False


def next_visit(
    connection: Connection, service: type[PublishesListings]
) -> timedelta | None:
    """How soon something is due: a lane, a receipt, a call, a later part."""
    lanes = claims.lanes_of(service)
    if any(
        claims.claimable_parts(connection, service, lane).exists() for lane in lanes
    ):
        return timedelta(0)
    if any(claims.due_parts(connection, service, lane).exists() for lane in lanes):
        return SHORTEST_PAUSE  # another worker holds them, or held them when it died
    calls = open_attempts(connection)
    waiting = Part.objects.waiting().filter(connection=connection, attempt=None)
    moments = [
        calls.exclude(receipt="").aggregate(at=Min("poll_at"))["at"],
        later(calls.filter(receipt="").aggregate(at=Min("started_at"))["at"], service),
        waiting.aggregate(at=Min("not_before"))["at"],
    ]
    known = [moment for moment in moments if moment]
    return max(min(known) - timezone.now(), SHORTEST_PAUSE) if known else None


def later(
    started_at: datetime | None, service: type[PublishesListings]
) -> datetime | None:
    if started_at is None:
        return None
    settled = started_at + service.settles_after
    return settled if settled > timezone.now() else timezone.now() + CALL_DEADLINE / 10
