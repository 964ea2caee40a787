"""Find what changed in our own rows without a Change, such as by hand in SQL."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from storefront.channels.drift import Drift, Upkeep, upkeep_of
from storefront.channels.judging import Difference, note_drifts
from storefront.channels.jumps import note_held
from storefront.channels.locks import lock_parts
from storefront.channels.models import Change, Listing, Part
from storefront.channels.planner import publisher, raise_wanted
from storefront.channels.projection import Intent, project
from storefront.channels.quiet import last_night
from storefront.connections.models import Connection
from storefront.contract import clock
from storefront.jobs.services import renew_lease

CHUNK = 200


def due(connection: Connection) -> bool:
    row = Upkeep.objects.filter(connection=connection).first()
    compared_at = row.compared_at if row else None
    return compared_at is None or compared_at < last_night(connection)


def compare(connection: Connection) -> int:
    """Want again whatever differs from its confirmed payload; return how many parts.

    A killed pass goes on behind its last chunk; two at once find the same once.
    """
    raised, row = 0, upkeep_of(connection)
    while ids := listings_after(connection, row.cursor):
        raised += raise_differing(differing(connection, ids))
        row.cursor = ids[-1]
        row.save(update_fields=["cursor"])
        renew_lease()
    Upkeep.objects.filter(pk=row.pk).update(cursor=0, compared_at=clock.now())
    return raised


def listings_after(connection: Connection, cursor: int) -> list[int]:
    rows = Listing.objects.filter(
        connection=connection, shown=True, listed_at__isnull=False, pk__gt=cursor
    )
    return list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK])


def differing(connection: Connection, listing_ids: Sequence[int]) -> list[Intent]:
    found = publisher(connection)
    if found is None:
        return []
    projections = project(
        connection, listing_ids, mapping_version=found.mapping_version
    )
    note_held(connection, [(p.row, p.value) for p in projections])
    intents = [i for p in projections for i in p.intents.values()]
    return [i for i in intents if quiet(i.part) and i.hash != i.part.confirmed_hash]


def quiet(part: Part) -> bool:
    """Is it confirmed, and nothing wanted or under way?"""
    settled = part.attempt_id is None and part.wanted <= part.confirmed
    return settled and bool(part.confirmed_hash)


@transaction.atomic
def raise_differing(intents: Sequence[Intent]) -> int:
    """Unless a Change says it already, or it has moved on since it was read."""
    rows = lock_parts(intent.part.pk for intent in intents)
    told = told_already(list(rows.values()))
    still = [
        intent
        for intent in intents
        for row in [rows[intent.part.pk]]
        if quiet(row)
        and (row.wanted, row.confirmed_hash)
        == (intent.wanted, intent.part.confirmed_hash)
        and row.pk not in told
    ]
    raise_wanted(Part.objects.filter(pk__in=[intent.part.pk for intent in still]))
    note_drifts([(i.part, Drift.Cause.BEHIND, list(differences(i))) for i in still])
    over = Drift.objects.open().filter(part__in=[i.part.pk for i in still])
    over.update(ended_at=timezone.now(), end=Drift.End.REPAIRED)
    return len(still)


def told_already(parts: Sequence[Part]) -> set[int]:
    """Parts of which a Change waits for the planner."""
    ids = Part.objects.filter(pk__in=[part.pk for part in parts])
    changes = Change.objects.all()
    of_change = Q(
        offer__variant__in=changes.exclude(variant_id=None).values("variant_id")
    )
    of_change |= Q(
        listing__product__in=changes.exclude(product_id=None).values("product_id")
    )
    return set(ids.filter(of_change).values_list("pk", flat=True))


def differences(intent: Intent) -> list[Difference]:
    """Where the last payload that was sent is the confirmed one, field by field."""
    sent = Part.objects.get(pk=intent.part.pk).attempt_payload or {}
    return [
        Difference(name, sent.get(name), here)
        for name, here in intent.payload.items()
        if sent.get(name) != here
    ]
