"""Ask asynchronous platforms what became of the work they took."""

from datetime import datetime, timedelta

from django.utils import timezone

from storefront.channels.attempts import open_attempts
from storefront.channels.models import Attempt, Part
from storefront.channels.outcomes import Tickets, record_outcomes
from storefront.connections.models import Connection
from storefront.connections.plugins import build
from storefront.contract import data
from storefront.contract.roles import ConfirmsLater

#: So long nobody else asks about a receipt that is being asked about.
ASKING = timedelta(seconds=30)


def poll_receipts(connection: Connection) -> int:
    """Record what the platform says of each receipt that is due; return how many."""
    plugin = build(connection)
    if not isinstance(plugin, ConfirmsLater):
        return 0
    calls = due_receipts(connection, oldest=timezone.now() - plugin.receipt_lifetime)
    if not calls:
        return 0
    parts = list(
        Part.objects.filter(attempt__in=calls)
        .select_related("offer")
        .defer("attempt_payload", "problems")
    )
    tickets: Tickets = {
        (part.key, data.Part(part.name)): part.attempt_id
        for part in parts
        if part.attempt_id
    }
    receipts = [receipt_of(call, parts) for call in calls]
    record_outcomes(plugin.confirm(receipts), tickets)
    forget_unanswered(calls)
    return len(calls)


def due_receipts(connection: Connection, *, oldest: datetime) -> list[Attempt]:
    """Take the receipts to ask about, so that no second worker asks too.

    One that the platform has forgotten by now is no receipt any more.
    """
    now = timezone.now()
    with_receipt = open_attempts(connection).exclude(receipt="")
    with_receipt.filter(started_at__lt=oldest).update(receipt="", answered_at=now)
    with_receipt.filter(parts=None).update(ended_at=now)
    due = with_receipt.filter(poll_at__lte=now).order_by("poll_at")[:20]
    return [call for call in due if take(call, until=now + ASKING)]


def take(call: Attempt, *, until: datetime) -> bool:
    unclaimed = Attempt.objects.filter(pk=call.pk, poll_at=call.poll_at, ended_at=None)
    call.poll_at = until
    return bool(unclaimed.update(poll_at=until))


def receipt_of(call: Attempt, parts: list[Part]) -> data.Receipt:
    carried: dict[str, list[Part]] = {}
    for part in parts:
        if part.attempt_id == call.pk:
            carried.setdefault(part.key, []).append(part)
    return data.Receipt(
        token=call.receipt,
        sent=tuple(sent_of(key, found) for key, found in carried.items()),
        given_at=call.answered_at or call.started_at,
    )


def sent_of(key: str, parts: list[Part]) -> data.Sent:
    offer = parts[0].offer
    return data.Sent(
        key,
        frozenset(data.Part(part.name) for part in parts),
        listing=f"l{parts[0].listing_id}",
        sku=offer.sku if offer else "",
        external_id=offer.external_id if offer else "",
    )


def forget_unanswered(calls: list[Attempt]) -> None:
    """A receipt about which nothing was said makes its parts unknown."""
    for call in calls:
        unsaid = Attempt.objects.filter(pk=call.pk, poll_at=call.poll_at, ended_at=None)
        unsaid.update(receipt="")
