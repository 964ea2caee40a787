"""Send one claimed batch, by the lane it was claimed for."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from storefront.channels import claims
from storefront.channels.attempts import RecordingGate, let_go, save_parts
from storefront.channels.claims import OFFER_PARTS, Claim, Lane
from storefront.channels.isolating import refuse_call
from storefront.channels.jumps import note_held
from storefront.channels.locks import lock_parts
from storefront.channels.models import Listing, Offer, Part
from storefront.channels.outcomes import record_outcomes
from storefront.channels.preflight import sort_out, unanswered
from storefront.channels.projection import Intent, Projection, project
from storefront.channels.signals import orders_wanted
from storefront.connections.models import Connection
from storefront.connections.plugins import build
from storefront.contract import data
from storefront.contract.data import Creates
from storefront.contract.errors import (
    CredentialsDead,
    NotNow,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.roles import FindsListings, PublishesListings, UpdatesOffers

Send = Callable[[Sequence[data.Listing]], Iterator[data.Outcome]]


class SilentPlugin(Exception):
    """It was given listings and said nothing of any: they would stay due for ever."""


def send_batch(
    connection: Connection,
    service: type[PublishesListings],
    lane: Lane,
    claim: Claim,
) -> None:
    """Send what is due of these listings. Raises the errors of the contract, after
    recording what was answered before.
    """
    projections = project(
        connection, claim.listing_ids, mapping_version=service.mapping_version
    )
    note_held(connection, [(p.row, p.value) for p in projections])
    if lane is Lane.CONTENT:
        publish(connection, service, claim.lease, projections)
    elif lane is Lane.WITHDRAW:
        withdraw(connection, service, claim.lease, projections)
    else:
        update_offers(connection, service, claim, projections, lane)


def publish(
    connection: Connection,
    service: type[PublishesListings],
    lease: uuid.UUID,
    projections: Sequence[Projection],
) -> None:
    same = [p for p in projections if p.row.listed_at and p.content.unchanged]
    confirm_unchanged([p.content for p in same])
    left = look_up(connection, service, [p for p in projections if p not in same])
    hold_back([p.content for p in left if p.growing])
    left = sort_out(connection, [p for p in left if not p.growing])
    left = [repeat_create(p, service) for p in left]
    gate = RecordingGate(
        connection,
        service=service,
        lane=Lane.CONTENT,
        lease=lease,
        projections=left,
    )
    plugin = build(connection, gate)
    assert isinstance(plugin, PublishesListings)  # noqa: S101 -- claimed by that role
    send(plugin.publish, [as_publish(projection) for projection in left], gate)


def look_up(
    connection: Connection,
    service: type[PublishesListings],
    projections: Sequence[Projection],
) -> list[Projection]:
    """Before a create whose earlier fate is unknown, ask what is there, and adopt it.

    An attempt holds its parts until it has settled, so "nothing" is believed here.
    """
    unsure = [p for p in projections if p.row.sent_out and not p.row.listed_at]
    if not unsure or service.creates is not Creates.BLINDLY:
        return list(projections)
    plugin = build(connection)
    assert isinstance(plugin, FindsListings)  # noqa: S101 -- held by checks.py
    skus = [offer.sku for p in unsure for offer in with_all_offers(p.value).offers]
    found = {
        offer.sku: remote
        for remote in reversed(plugin.find(skus))
        for offer in remote.offers
    }
    for projection in unsure:
        offers = with_all_offers(projection.value).offers
        here = [found[offer.sku] for offer in offers if offer.sku in found]
        if here:
            adopt(projection.row, here[0])
        else:
            Listing.objects.filter(pk=projection.row.pk).update(sent_out=False)
    again = project(
        connection,
        [p.row.pk for p in projections],
        mapping_version=service.mapping_version,
    )
    return list(again)


@transaction.atomic
def adopt(row: Listing, remote: data.RemoteListing) -> None:
    Listing.objects.filter(pk=row.pk).update(
        external_id=remote.external_id, listed_at=timezone.now()
    )
    for held in remote.offers:
        offer = Offer.objects.filter(listing=row, sku=held.sku)
        offer.update(external_id=held.external_id, listed=True)


def repeat_create(
    projection: Projection, service: type[PublishesListings]
) -> Projection:
    """Under an idempotency key a create is repeated word for word, with the number it
    had: what changed since is sent after it.
    """
    if not unanswered(projection) or service.creates is not Creates.WITH_KEY:
        return projection
    return projection.as_attempted()


def as_publish(projection: Projection) -> data.Listing:
    """The whole listing, with everything in it marked as changed."""
    value = projection.value
    offers = tuple(replace(o, changed=frozenset(OFFER_PARTS)) for o in value.offers)
    return replace(value, offers=offers, changed=frozenset(data.Part))


def withdraw(
    connection: Connection,
    service: type[PublishesListings],
    lease: uuid.UUID,
    projections: Sequence[Projection],
) -> None:
    left = look_up(connection, service, projections)
    nowhere = [p for p in left if not p.row.sent_out and not p.row.listed_at]
    confirm_unchanged([p.content for p in nowhere])
    there = [p for p in left if p not in nowhere]
    gate = RecordingGate(
        connection,
        service=service,
        lane=Lane.WITHDRAW,
        lease=lease,
        projections=there,
    )
    plugin = build(connection, gate)
    assert isinstance(plugin, PublishesListings)  # noqa: S101 -- claimed by that role
    send(plugin.withdraw, [with_all_offers(p.value) for p in there], gate)


def with_all_offers(value: data.Listing) -> data.Listing:
    """An archived variant's offer is as much to be taken down as the others."""
    return replace(value, offers=value.offers + value.removed, removed=())


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
def hold_back(intents: Sequence[Intent]) -> None:
    """Let what would grow blindly wait for the orders, unless it is wanted anew."""
    rows = lock_parts(intent.part.pk for intent in intents)
    for intent in intents:
        part = rows[intent.part.pk]
        part.awaits_orders = part.wanted == intent.wanted
    save_parts(rows.values(), ["awaits_orders"])
    for connection_id in {part.connection_id for part in rows.values()}:
        orders_wanted.send(Part, connection_id=connection_id)


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


@transaction.atomic
def confirm_unchanged(intents: Sequence[Intent]) -> None:
    """The platform holds this already: move the number without a call."""
    rows = lock_parts(intent.part.pk for intent in intents)
    for intent in intents:
        part = rows[intent.part.pk]
        if (
            part.attempt_id is None
            and part.confirmed_hash == intent.part.confirmed_hash
        ):
            part.confirmed = max(part.confirmed, intent.wanted)
            part.problems = []
    save_parts(rows.values(), ["confirmed", "problems"])


def send(method: Send, values: Sequence[data.Listing], gate: RecordingGate) -> None:
    """Make the calls, record the answers, and say of an error what it means."""
    if not values:
        return
    try:
        heard = record_outcomes(method(values), gate.tickets, gate.intents)
    except PlatformRefused as refusal:
        refuse_call(gate, refusal)
    except CredentialsDead:
        free_last_call(gate)
        raise
    except NotNow:
        raise  # this call was not made; the calls before it stand
    except PlatformUnavailable as error:
        if error.nothing_done:
            free_last_call(gate)
        elif gate.last:
            gate.lost(str(gate.last), str(error))
        raise
    else:
        if not heard:
            raise SilentPlugin(gate.connection.service)


def free_last_call(gate: RecordingGate) -> None:
    if gate.last:
        let_go([gate.last], nothing_done=True)
