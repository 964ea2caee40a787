"""Send prices and stock of what is listed."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from storefront.channels import claims
from storefront.channels.attempts import RecordingGate, save_parts
from storefront.channels.claims import OFFER_PARTS, Claim, Lane
from storefront.channels.locks import lock_parts
from storefront.channels.models import Part
from storefront.channels.projection import Intent, Projection
from storefront.channels.sending import confirm_unchanged, hold_back, send
from storefront.connections.models import Connection
from storefront.connections.plugins import build
from storefront.contract import data
from storefront.contract.roles import PublishesListings, UpdatesOffers


def update_offers(
    connection: Connection,
    service: type[PublishesListings],
    claim: Claim,
    projections: Sequence[Projection],
    lane: Lane,
) -> None:
    rows = claims.companions(connection, service, lane)
    listing_ids = [projection.row.pk for projection in projections]
    along = set(rows.filter(listing__in=listing_ids).values_list("pk", flat=True))
    due = [
        (p, due_intents(p, lane, suspects=claim.suspects, along=along))
        for p in projections
    ]
    hold_back([i for p, intents in due for i in intents if i.key in p.growing])
    due = [(p, [i for i in intents if i.key not in p.growing]) for p, intents in due]
    confirm_unchanged([i for _, intents in due for i in intents if i.unchanged])
    values = [
        as_update(projection, changed)
        for projection, intents in due
        if (changed := {i.key for i in intents if not i.unchanged})
    ]
    gate = RecordingGate(
        connection,
        service=service,
        lane=lane,
        lease=claim.lease,
        projections=projections,
    )
    plugin = build(connection, gate)
    assert isinstance(plugin, UpdatesOffers)  # noqa: S101 -- claimed by that role
    send(plugin.update_offers, values, gate)


def due_intents(
    projection: Projection,
    lane: Lane,
    *,
    suspects: uuid.UUID | None,
    along: set[int],
) -> list[Intent]:
    """What the lane sends of a listing; and of `along`, parts that go with it."""
    listed = {offer.key for offer in projection.row.offers.all() if offer.listed}
    intents = [
        intent
        for intent in projection.intents.values()
        if intent.part.key in listed and intent.part.suspects == suspects
    ]
    if lane is Lane.SOLD_OUT:
        zeros = sold_out_intents(intents)
        others = [i for i in intents if i.part.pk in along and i not in zeros]
        return zeros + others
    now = timezone.now()
    return [intent for intent in intents if intent.part.is_due(now)]


def sold_out_intents(intents: Sequence[Intent]) -> list[Intent]:
    """The zeros to send now. Stock that is there again waits for its turn; a zero that
    is under way already stands for the newest wish too.
    """
    urgent = [i for i in intents if i.part.urgent and i.part.name == data.Part.STOCK]
    back = [i.part.pk for i in urgent if i.payload["stock"] != 0]
    Part.objects.filter(pk__in=back).update(urgent=False)
    zeros = [i for i in urgent if i.payload["stock"] == 0]
    zeros = [i for i in zeros if i.wanted > max(i.part.confirmed, i.part.refused)]
    under_way = [
        i for i in zeros if i.part.attempt_id and i.part.attempt_hash == i.hash
    ]
    stand_for(under_way)
    return [intent for intent in zeros if intent not in under_way]


@transaction.atomic
def stand_for(intents: Sequence[Intent]) -> None:
    rows = lock_parts(intent.part.pk for intent in intents)
    for intent in intents:
        part = rows[intent.part.pk]
        if (part.attempt_id, part.attempt_hash) == (
            intent.part.attempt_id,
            intent.hash,
        ):
            part.attempted = max(part.attempted, intent.wanted)
    save_parts(rows.values(), ["attempted"])


def as_update(
    projection: Projection, changed: set[tuple[str, data.Part]]
) -> data.Listing:
    offers = tuple(
        replace(
            offer,
            changed=frozenset(
                name for name in OFFER_PARTS if (offer.key, name) in changed
            ),
        )
        for offer in projection.value.offers
    )
    return replace(projection.value, offers=offers)
