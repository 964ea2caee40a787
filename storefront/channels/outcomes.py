"""Record what a platform said, part by part, and only where the call still counts."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from storefront.channels.attempts import (
    RELEASED_FIELDS,
    Intents,
    lock_parts,
    release,
    save_parts,
)
from storefront.channels.models import Attempt, Listing, Offer, Part
from storefront.channels.projection import WITHDRAWN
from storefront.contract import data

#: Outcomes come one by one; at most this many are recorded in a transaction.
CHUNK = 200

#: How long a receipt waits before it is asked about again, when its plugin says nothing.
SOON, LATE = timedelta(seconds=1), timedelta(seconds=60)

RECORDED_FIELDS = [
    *RELEASED_FIELDS,
    "confirmed",
    "confirmed_at",
    "refused",
    "problems",
]

#: Which call carries which part.
Tickets = Mapping[tuple[str, data.Part], uuid.UUID]


def record_outcomes(
    outcomes: Iterable[data.Outcome], tickets: Tickets, intents: Intents | None = None
) -> None:
    """Record as they come. What was recorded stays, whatever the rest brings.

    `intents` are what was to be sent: a plugin may refuse some of it by itself, before
    any call, because the platform cannot express it.
    """
    pending: list[data.Outcome] = []
    try:
        for outcome in outcomes:
            pending.append(outcome)
            if len(pending) == CHUNK:
                record_chunk(pending, tickets, intents or {})
                pending = []
    finally:
        record_chunk(pending, tickets, intents or {})


def record_chunk(
    outcomes: Sequence[data.Outcome], tickets: Tickets, intents: Intents
) -> None:
    known = [o for o in outcomes if (o.key, o.part) in tickets]
    waiting = [o for o in known if o.state is data.State.PENDING]
    final = [o for o in known if o.state is not data.State.PENDING]
    for ticket, outcome in {tickets[o.key, o.part]: o for o in waiting}.items():
        keep_receipt(ticket, outcome)
    if final:
        record_final(final, tickets)
    unsent = [o for o in outcomes if (o.key, o.part) not in tickets]
    refused = [o for o in unsent if o.state is data.State.REFUSED]
    refuse_unsent(
        {(o.key, o.part): o for o in refused if (o.key, o.part) in intents}, intents
    )


@transaction.atomic
def refuse_unsent(
    refused: Mapping[tuple[str, data.Part], data.Outcome], intents: Intents
) -> None:
    """Let what no call could carry rest, at the number that was read for it."""
    rows = lock_parts(intents[key].part.pk for key in refused)
    for key, outcome in refused.items():
        part = rows[intents[key].part.pk]
        part.refused = max(part.refused, intents[key].wanted)
        part.problems = [asdict(problem) for problem in outcome.problems]
    save_parts(rows.values(), ["refused", "problems"])


def keep_receipt(ticket: uuid.UUID, outcome: data.Outcome) -> None:
    """Ask again at the plugin's moment, or ever more slowly."""
    now = timezone.now()
    call = Attempt.objects.filter(pk=ticket, ended_at=None)
    for attempt in call:
        age = now - attempt.started_at
        attempt.answered_at = attempt.answered_at or now
        attempt.receipt = outcome.receipt or attempt.receipt
        attempt.poll_at = outcome.not_before or now + min(max(age / 4, SOON), LATE)
        attempt.save(update_fields=["answered_at", "receipt", "poll_at"])


@transaction.atomic
def record_final(outcomes: Sequence[data.Outcome], tickets: Tickets) -> None:
    """In key order, and only where the part still points at the call that is answered."""
    calls = {tickets[outcome.key, outcome.part] for outcome in outcomes}
    rows = {
        (part.key, data.Part(part.name)): part
        for part in lock_parts(part_ids(outcomes, calls)).values()
    }
    answered = [
        (rows[outcome.key, outcome.part], outcome)
        for outcome in outcomes
        if (outcome.key, outcome.part) in rows
        and rows[outcome.key, outcome.part].attempt_id
        == tickets[outcome.key, outcome.part]
    ]
    for part, outcome in answered:
        settle(part, outcome)
    save_parts([part for part, _ in answered], RECORDED_FIELDS)
    for part, outcome in answered:
        note_presence(part, outcome)
    finished = Attempt.objects.filter(pk__in=calls, ended_at=None, parts=None)
    finished.update(ended_at=timezone.now())
    Attempt.objects.filter(pk__in=calls, answered_at=None).update(
        answered_at=timezone.now()
    )


def part_ids(
    outcomes: Sequence[data.Outcome], calls: Iterable[uuid.UUID]
) -> Iterator[int]:
    listings = [int(o.key[1:]) for o in outcomes if o.part is data.Part.CONTENT]
    offers = [int(o.key[1:]) for o in outcomes if o.part is not data.Part.CONTENT]
    rows = Part.objects.filter(attempt__in=calls)
    yield from rows.filter(listing__in=listings, offer=None).values_list(
        "pk", flat=True
    )
    yield from rows.filter(offer__in=offers).values_list("pk", flat=True)


def settle(part: Part, outcome: data.Outcome) -> None:
    """Move the counters to the number that was copied for the call, never further."""
    part.problems = [asdict(problem) for problem in outcome.problems]
    overtook = part.overtook_until is not None
    release(part, certain=True)
    if outcome.state is data.State.REFUSED:
        part.refused = part.attempted
    elif not overtook and not vanished(part, outcome):
        # One that overtook another call is sent again instead: whichever of the two
        # the platform applied last is what it holds.
        part.confirmed = part.attempted
        part.confirmed_hash = part.attempt_hash
        part.confirmed_at = timezone.now()


def vanished(part: Part, outcome: data.Outcome) -> bool:
    """Is it not there although we did not take it down?"""
    gone = outcome.state is data.State.GONE
    return gone and part.attempt_payload != WITHDRAWN


def note_presence(part: Part, outcome: data.Outcome) -> None:
    """Keep the platform's ids, and whether the listing is there at all."""
    if outcome.external_ids:
        keep_external_ids(part, outcome.external_ids)
    if outcome.state is data.State.GONE:
        forget_presence(part.listing_id)
        if vanished(part, outcome):
            want_again(part.listing_id)
    elif part.offer_id is None and outcome.state is data.State.ACCEPTED:
        listing = Listing.objects.filter(pk=part.listing_id)
        listing.filter(listed_at=None).update(listed_at=timezone.now())
        note_offers(part)
    elif part.offer_id is None:
        unlisted = Listing.objects.filter(pk=part.listing_id, listed_at=None)
        unlisted.update(sent_out=False, create_key=uuid.uuid4())


def keep_external_ids(part: Part, external_ids: Mapping[str, str]) -> None:
    for key, external_id in external_ids.items():
        if key.startswith("l"):
            Listing.objects.filter(pk=int(key[1:])).update(external_id=external_id)
        else:
            offers = Offer.objects.filter(listing=part.listing_id, pk=int(key[1:]))
            offers.update(external_id=external_id)


def forget_presence(listing_id: int) -> None:
    """Nothing is there any more: whatever comes next is a new create."""
    Listing.objects.filter(pk=listing_id).update(
        listed_at=None, sent_out=False, external_id="", create_key=uuid.uuid4()
    )
    Offer.objects.filter(listing=listing_id).update(external_id="", listed=False)
    Offer.objects.filter(listing=listing_id, removed=True).delete()
    offer_parts = Part.objects.filter(listing=listing_id, offer__isnull=False)
    lock_parts(offer_parts.values_list("pk", flat=True))
    offer_parts.update(confirmed_hash="")


def want_again(listing_id: int) -> None:
    content = Part.objects.filter(listing=listing_id, offer=None)
    lock_parts(content.values_list("pk", flat=True))
    content.update(wanted=F("wanted") + 1, confirmed_hash="")


def note_offers(content: Part) -> None:
    """Which offers this publish carried, and which it took away: those end here,
    unless they are wanted again by now.
    """
    payload = content.attempt_payload or {}
    offers = Offer.objects.filter(listing=content.listing_id)
    carried = [offer["sku"] for offer in payload.get("offers", [])]
    offers.filter(sku__in=carried, listed=False).update(listed=True)
    offers.filter(sku__in=payload.get("removed", []), removed=True).delete()
