"""What is written down before a call's bytes go out, and what is not known after it."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone

from storefront.channels import claims
from storefront.channels.locks import lock_parts
from storefront.channels.models import Attempt, Listing, Part
from storefront.channels.projection import Intent, Projection
from storefront.connections.gate import ConnectionGate
from storefront.connections.models import Connection
from storefront.contract import data
from storefront.contract.errors import NotNow
from storefront.contract.http import Call
from storefront.contract.roles import PublishesListings

Intents = Mapping[tuple[str, data.Part], Intent]

#: The share of each budget that only stock-to-zero may use.
FOR_SOLD_OUT = 0.1

#: An open call without an answer is given up on after this, whoever made it.
CALL_DEADLINE = timedelta(seconds=60)


class RecordingGate(ConnectionGate):
    """Commits an attempt for every part that a call carries, or lets nothing out."""

    def __init__(
        self,
        connection: Connection,
        *,
        service: type[PublishesListings],
        lane: claims.Lane,
        lease: uuid.UUID,
        projections: Sequence[Projection],
    ) -> None:
        super().__init__(connection)
        self.service = service
        self.lane = lane
        self.leaves = 0.0 if lane is claims.Lane.SOLD_OUT else FOR_SOLD_OUT
        self.lease = lease
        self.listings = {p.value.key: p.row.pk for p in projections}
        self.unlisted = {p.row.pk for p in projections if not p.row.listed_at}
        self.intents: Intents = {
            k: i for p in projections for k, i in p.intents.items()
        }
        #: Which call carries which part; the last call made, if it carries any.
        self.tickets: dict[tuple[str, data.Part], uuid.UUID] = {}
        self.last: uuid.UUID | None = None

    def record(self, ticket: str, call: Call) -> None:
        self.last = None
        if not call.sending:
            return
        intents = [self.intents[key] for key in keys_of(call.sending, self.intents)]
        if not claims.renew(self.lease, sorted({i.part.listing_id for i in intents})):
            raise NotNow("another worker has taken these listings over")
        if not claims.may_create(self.connection, self.service, self.creates(intents)):
            raise NotNow("what is there has to be looked at first")
        attempt = Attempt.objects.create(
            pk=uuid.UUID(ticket),
            connection=self.connection,
            endpoint=call.endpoint,
            lane=self.lane,
            started_at=timezone.now(),
        )
        write_attempts(attempt, intents, settles_after=self.service.settles_after)
        mark_sent_out(intents)
        self.tickets.update((intent.key, attempt.pk) for intent in intents)
        self.last = attempt.pk

    def creates(self, intents: Sequence[Intent]) -> list[int]:
        """The listings that this call makes anew over there."""
        if self.lane is not claims.Lane.CONTENT:
            return []
        carried = {i.part.listing_id for i in intents if i.key[1] is data.Part.CONTENT}
        return sorted(carried & self.unlisted)

    def forget(self, ticket: str) -> None:
        """The connection was never established: the attempt never was."""
        let_go([uuid.UUID(ticket)], nothing_done=True)
        Attempt.objects.filter(pk=ticket).delete()

    def lost(self, ticket: str, reason: str) -> None:
        Attempt.objects.filter(pk=ticket).update(
            error=reason[:300], answered_at=timezone.now()
        )


def keys_of(
    sending: Iterable[data.Sent], intents: Intents
) -> list[tuple[str, data.Part]]:
    keys = [(sent.key, part) for sent in sending for part in sent.parts]
    return sorted(key for key in keys if key in intents)


def write_attempts(
    attempt: Attempt, intents: Sequence[Intent], *, settles_after: timedelta
) -> None:
    """Point each part at this call. One that overtakes another call remembers it.

    Its confirmed hash stays: it counts again if the platform refuses this one.
    """
    rows = lock_parts(intent.part.pk for intent in intents)
    for intent in intents:
        part = rows[intent.part.pk]
        if part.attempt_id:
            part.overtook_until = attempt.started_at + settles_after + CALL_DEADLINE
        part.attempt = attempt
        part.attempted = intent.wanted
        part.attempt_hash = intent.hash
        part.attempt_payload = intent.payload
    save_parts(
        rows.values(),
        ["attempt", "attempted", "attempt_hash", "attempt_payload", "overtook_until"],
    )


def mark_sent_out(intents: Sequence[Intent]) -> None:
    content = [i.part.listing_id for i in intents if i.key[1] is data.Part.CONTENT]
    Listing.objects.filter(pk__in=content, sent_out=False).update(sent_out=True)


def save_parts(parts: Iterable[Part], fields: list[str]) -> None:
    """Write many locked rows at once: one upsert is far quicker than a bulk_update."""
    Part.objects.bulk_create(
        parts,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=fields,
    )


@transaction.atomic
def let_go(attempts: Sequence[uuid.UUID], *, nothing_done: bool) -> None:
    """End these calls, and free the parts that still point at them.

    Unless the platform surely did nothing, what it holds is unknown now, and nothing
    may be skipped as unchanged.
    """
    held = Part.objects.filter(attempt__in=attempts)
    rows = held.filter(pk__in=lock_parts(held.values_list("pk", flat=True)))
    rows.update(**released(certain=nothing_done))
    Attempt.objects.filter(pk__in=attempts).update(ended_at=timezone.now())


def released(*, certain: bool) -> dict[str, Any]:
    """What to write into a part of which no call of its own is under way any more.

    One that it overtook may still be applied: until then nothing is known for certain.
    """
    overtook = When(overtook_until__isnull=False, then=Value(""))
    return {
        "attempt": None,
        "not_before": F("overtook_until"),
        "overtook_until": None,
        "confirmed_hash": Case(overtook, default=F("confirmed_hash"))
        if certain
        else "",
    }


def settle_unknown(connection: Connection, *, settles_after: timedelta) -> int:
    """Free what was sent long enough ago without an answer; its fate stays unknown.

    An update is then sent anew with the newest value. A create asks first, or repeats
    itself under its key: see publishing.py.
    """
    now = timezone.now()
    heard = Q(answered_at__lt=now - settles_after)
    silent = Q(answered_at=None, started_at__lt=now - settles_after - CALL_DEADLINE)
    unanswered = open_attempts(connection).filter(heard | silent, receipt="")
    ids = list(unanswered.values_list("pk", flat=True)[:100])
    let_go(ids, nothing_done=False)
    return len(ids)


def open_attempts(connection: Connection) -> QuerySet[Attempt]:
    return Attempt.objects.filter(connection=connection, ended_at=None)
