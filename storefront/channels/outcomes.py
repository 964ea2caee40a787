"""Record what a platform said, part by part, and only where the call still counts."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from storefront.channels.answers import Answer, first_words, milliseconds
from storefront.channels.attempts import Intents, released, save_parts
from storefront.channels.locks import lock_listings, lock_parts
from storefront.channels.models import Attempt, Part
from storefront.channels.presence import (
    expect_verdicts,
    note_presence,
    note_put_off,
    vanished,
)
from storefront.contract import data

#: Outcomes come one by one; at most this many are recorded in a transaction.
CHUNK = 200

#: How long a receipt waits to be asked about again when its plugin says nothing.
SOON, LATE = timedelta(seconds=1), timedelta(seconds=60)

UNDECIDED = {data.State.PENDING, data.State.LATER}

#: Which call carries which part.
Tickets = Mapping[tuple[str, data.Part], uuid.UUID]


def record_outcomes(
    outcomes: Iterable[data.Outcome], tickets: Tickets, intents: Intents | None = None
) -> int:
    """Record as they come, and return how many. What was recorded stays, whatever the
    rest brings.

    `intents` are what was to be sent: a plugin may refuse some of it by itself, before
    any call, because the platform cannot express it.
    """
    pending: list[data.Outcome] = []
    count = 0
    try:
        for count, outcome in enumerate(outcomes, start=1):  # noqa: B007 -- returned
            pending.append(outcome)
            if len(pending) == CHUNK:
                record_chunk(pending, tickets, intents or {})
                pending = []
    finally:
        record_chunk(pending, tickets, intents or {})
    return count


def record_chunk(
    outcomes: Sequence[data.Outcome], tickets: Tickets, intents: Intents
) -> None:
    known = [o for o in outcomes if (o.key, o.part) in tickets]
    waiting = [o for o in known if o.state is data.State.PENDING]
    later = [o for o in known if o.state is data.State.LATER]
    final = [o for o in known if o.state not in UNDECIDED]
    for ticket, outcome in {tickets[o.key, o.part]: o for o in waiting}.items():
        keep_receipt(ticket, outcome)
    if later:
        put_off(later, tickets)
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
    """In key order, and only where the part still points at the answered call."""
    calls = {tickets[outcome.key, outcome.part] for outcome in outcomes}
    lock_listings(listings_told_of(outcomes, calls))
    parts = {(part.key, data.Part(part.name)): part for part in lock(outcomes, calls)}
    answered = [
        (part, outcome)
        for outcome in outcomes
        if (part := parts.get((outcome.key, outcome.part)))
        and part.attempt_id == tickets[outcome.key, outcome.part]
    ]
    keep_answers(answered)
    note_presence(answered)
    expect_verdicts([p for p, o in answered if o.state is data.State.ACCEPTED])
    accept([part for part, outcome in answered if done(part, outcome)])
    free([part for part, outcome in answered if vanished(part, outcome)])
    for part, outcome in answered:
        if outcome.state is data.State.REFUSED:
            refuse(part, outcome.problems)
    note_answered(calls)


@transaction.atomic
def put_off(outcomes: Sequence[data.Outcome], tickets: Tickets) -> None:
    """Nothing was done: it is due again at the plugin's moment, and staff see why. A
    create that was put off left nothing behind.
    """
    calls = {tickets[outcome.key, outcome.part] for outcome in outcomes}
    lock_listings(listings_told_of(outcomes, calls))
    parts = {(part.key, data.Part(part.name)): part for part in lock(outcomes, calls)}
    for outcome in outcomes:
        part = parts.get((outcome.key, outcome.part))
        if part and part.attempt_id == tickets[outcome.key, outcome.part]:
            again = {"not_before": outcome.not_before or timezone.now() + LATE}
            problems = [asdict(problem) for problem in outcome.problems]
            values = released(certain=True) | again | {"problems": problems}
            Part.objects.filter(pk=part.pk).update(**values)
    note_put_off([part for part in parts.values() if part.offer_id is None])
    note_answered(calls)


def note_answered(calls: Iterable[uuid.UUID]) -> None:
    """A call of which no part waits any more has ended."""
    now = timezone.now()
    open_calls = Attempt.objects.filter(pk__in=calls, ended_at=None)
    open_calls.filter(answered_at=None).update(answered_at=now)
    open_calls.filter(parts=None).update(ended_at=now)


def keep_answers(answered: Sequence[tuple[Part, data.Outcome]]) -> None:
    now = timezone.now()
    Answer.objects.bulk_create(
        Answer(
            connection_id=part.connection_id,
            listing_id=part.listing_id,
            offer_id=part.offer_id,
            part=part.name,
            state=outcome.state,
            number=part.attempted,
            waited=milliseconds(part.wanted_at, now) if sure(part, outcome) else None,
            told_at=now,
            **first_words(outcome.problems),
        )
        for part, outcome in answered
    )


def listings_told_of(
    outcomes: Iterable[data.Outcome], calls: Iterable[uuid.UUID]
) -> set[int]:
    """Those of which the answers may change what is there, beside the parts."""
    told = [o for o in outcomes if o.part is data.Part.CONTENT or tells_of_presence(o)]
    listings = {int(o.key[1:]) for o in told if o.part is data.Part.CONTENT}
    offers = [int(o.key[1:]) for o in told if o.part is not data.Part.CONTENT]
    parts = Part.objects.filter(attempt__in=calls, offer__in=offers)
    return listings | set(parts.values_list("listing_id", flat=True) if offers else ())


def tells_of_presence(outcome: data.Outcome) -> bool:
    return bool(outcome.external_ids) or outcome.state is data.State.GONE


def lock(outcomes: Sequence[data.Outcome], calls: Iterable[uuid.UUID]) -> list[Part]:
    """The parts that are answered, together with all others of what is gone. Only a
    content's payload is read: it is needed.
    """
    listings = [int(o.key[1:]) for o in outcomes if o.part is data.Part.CONTENT]
    offers = [int(o.key[1:]) for o in outcomes if o.part is not data.Part.CONTENT]
    rows = Part.objects.filter(attempt__in=calls).defer("problems")
    contents = rows.filter(listing__in=listings, offer=None)
    others = rows.filter(offer__in=offers).defer("attempt_payload", "problems")
    ids = [*contents.values_list("pk", flat=True), *others.values_list("pk", flat=True)]
    gone = [o for o in outcomes if o.state is data.State.GONE]
    along = Part.objects.filter(listing__in=listings_told_of(gone, calls))
    lock_parts([*ids, *(along.values_list("pk", flat=True) if gone else ())])
    return [*contents.filter(pk__in=ids), *others.filter(pk__in=ids)]


def done(part: Part, outcome: data.Outcome) -> bool:
    taken_down = outcome.state is data.State.GONE and not vanished(part, outcome)
    return outcome.state is data.State.ACCEPTED or taken_down


def sure(part: Part, outcome: data.Outcome) -> bool:
    """Is the part confirmed by it, rather than sent once more?"""
    return done(part, outcome) and part.overtook_until is None


def accept(parts: Sequence[Part]) -> None:
    """Move `confirmed` to the number that was copied for the call, never further.

    One that overtook another call is sent again instead: whichever of the two the
    platform applied last is what it holds.
    """
    rows = Part.objects.filter(pk__in=[part.pk for part in parts])
    free_of_doubt = released(certain=True) | {"suspects": None}
    sure = free_of_doubt | {
        "confirmed": F("attempted"),
        "confirmed_hash": F("attempt_hash"),
        "confirmed_at": timezone.now(),
        "problems": [],
    }
    overtaking = [part.pk for part in parts if part.overtook_until]
    start_of_the_rest(rows.exclude(pk__in=overtaking))
    rows.exclude(pk__in=overtaking).update(**sure)
    rows.filter(pk__in=overtaking).update(**free_of_doubt)


def start_of_the_rest(rows: QuerySet[Part]) -> None:
    """What is still wanted was changed after the values of this call were read."""
    sent = Attempt.objects.filter(pk=OuterRef("attempt")).values("started_at")
    rows.filter(wanted__gt=F("attempted")).update(wanted_at=Subquery(sent))


def free(parts: Sequence[Part]) -> None:
    rows = Part.objects.filter(pk__in=[part.pk for part in parts])
    rows.update(**released(certain=False))


def refuse(part: Part, problems: Sequence[data.Problem]) -> None:
    Part.objects.filter(pk=part.pk).update(
        refused=F("attempted"),
        problems=[asdict(problem) for problem in problems],
        **released(certain=True),
    )
