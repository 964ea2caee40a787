"""Send one claimed batch by its lane. Whole listings are sent here."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from storefront.channels.attempts import RecordingGate
from storefront.channels.claims import OFFER_PARTS, Claim, Lane
from storefront.channels.jumps import note_held
from storefront.channels.models import Listing, Offer
from storefront.channels.preflight import sort_out, unanswered
from storefront.channels.projection import Projection, project
from storefront.channels.sending import confirm_unchanged, hold_back, send
from storefront.channels.updating import update_offers
from storefront.channels.uploading import hand_over_pictures
from storefront.connections.models import Connection
from storefront.connections.plugins import build
from storefront.contract import data
from storefront.contract.data import Creates
from storefront.contract.roles import FindsListings, PublishesListings


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
    left = hand_over_pictures(connection, service, lease, left)
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
