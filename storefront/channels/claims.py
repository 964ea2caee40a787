"""Claim whole listings for one worker, by lease; lane by lane, the urgent one first."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, F, Min, Q
from django.utils import timezone

from storefront.channels.locks import lock_listings
from storefront.channels.models import Attempt, Listing, Part, PartQuerySet, ReadBack
from storefront.connections.models import Connection
from storefront.contract import data
from storefront.contract.roles import PublishesListings, ReadsBack, UpdatesOffers

#: Outlives the total deadline of a call, which renews it.
LEASE = timedelta(seconds=90)

#: So many calls may go to other lanes before content gets its share.
OTHER_CALLS = 3

OFFER_PARTS = [data.Part.PRICE, data.Part.STOCK]


class Lane(StrEnum):
    """What is sent of a claimed listing, in the order in which lanes are emptied."""

    SOLD_OUT = "sold_out"  # stock that fell to zero: may overtake what is under way
    WITHDRAW = "withdraw"
    OFFERS = "offers"  # prices and stock of what is listed
    CONTENT = "content"  # the whole listing, created or updated
    DOUBTFUL = "doubtful"  # prices and stock of which a whole call was refused


#: Whose turn comes after so many calls for other things.
SHARED = [Lane.DOUBTFUL, Lane.CONTENT]


class Claim(NamedTuple):
    lease: uuid.UUID
    listing_ids: list[int]
    #: The key that the parts claimed bear, if a whole call was refused for one of them.
    suspects: uuid.UUID | None


def due_parts(
    connection: Connection, service: type[PublishesListings], lane: Lane
) -> PartQuerySet:
    now = timezone.now()
    parts = Part.objects.filter(connection=connection)
    if lane is Lane.SOLD_OUT:
        return sold_out_parts(parts, now)
    if lane is Lane.WITHDRAW:
        return parts.due(now).filter(name=data.Part.CONTENT, listing__shown=False)
    if lane is Lane.CONTENT:
        contents = parts.due(now).filter(name=data.Part.CONTENT, listing__shown=True)
        quiet = contents.filter(listing__held=False)
        if forbids_creating(connection, service):
            quiet = quiet.nothing_new()
        return quiet.of_quiet_listings(names=busy_parts(service, list(data.Part)))
    due = parts.waiting().due(now).filter(name__in=OFFER_PARTS)
    due = due.filter(suspects__isnull=lane is Lane.OFFERS)
    return due.of_quiet_listings(names=busy_parts(service, [data.Part.CONTENT]))


def forbids_creating(connection: Connection, service: type[PublishesListings]) -> bool:
    """What is there was not read to its end yet: a create could be a double of it."""
    reads = issubclass(service, ReadsBack)
    return reads and ReadBack.objects.forbid_creating(connection)


def may_create(
    connection: Connection,
    service: type[PublishesListings],
    listing_ids: Sequence[int],
) -> bool:
    """Are all of these still to be created, just before the call?

    The caller holds their rows by `renew`: who adopts one meanwhile waits.
    """
    if not listing_ids or not issubclass(service, ReadsBack):
        return True
    still = Listing.objects.filter(pk__in=listing_ids, listed_at=None, held=False)
    return still.count() == len(listing_ids) and not forbids_creating(
        connection, service
    )


def companions(
    connection: Connection, service: type[PublishesListings], lane: Lane
) -> PartQuerySet:
    """What goes along with the lane's own parts, as far as a batch has room.

    A flat call costs the same with one item as with thousands. Things that sell out as
    often as calls are allowed would otherwise keep all other offers back.
    """
    if lane is Lane.SOLD_OUT and service.limits.flat:
        return due_parts(connection, service, Lane.OFFERS)
    return Part.objects.none()


def claimable_parts(
    connection: Connection, service: type[PublishesListings], lane: Lane
) -> PartQuerySet:
    """What is due of listings that no worker holds just now."""
    return due_parts(connection, service, lane).filter(free(timezone.now()))


def free(now: datetime) -> Q:
    return Q(listing__lease_until=None) | Q(listing__lease_until__lt=now)


def wishes(parts: PartQuerySet, *, most: int) -> list[int]:
    """The listings of these parts, the one with the oldest wish first."""
    listings = parts.values("listing_id").annotate(since=Min("wanted_at"))
    ordered = listings.order_by("since", "listing_id")
    return list(ordered.values_list("listing_id", flat=True)[:most])


def oldest_wishes(
    parts: PartQuerySet, *, most: int
) -> tuple[uuid.UUID | None, list[int]]:
    """The oldest wishes that may go out together, and the key of their suspicion."""
    rows = parts.values("suspects", "listing_id").annotate(since=Min("wanted_at"))
    ordered = rows.order_by("since", "listing_id")
    found = list(ordered.values_list("suspects", "listing_id")[:most])
    suspects = found[0][0] if found else None
    if suspects:
        return suspects, wishes(parts.filter(suspects=suspects), most=most)
    return None, [pk for key, pk in found if key is None]


def busy_parts(
    service: type[PublishesListings], minimum: list[data.Part]
) -> list[data.Part]:
    """The parts that must not be under way while another of the listing is sent."""
    return minimum if service.sends_may_overlap else list(data.Part)


def sold_out_parts(parts: PartQuerySet, now: datetime) -> PartQuerySet:
    """Sold-out stock whose newest number has not been sent, whatever is under way."""
    return parts.waiting().filter(
        Q(overtook_until=None) | Q(overtook_until__lte=now),
        Q(attempt=None) | Q(attempted__lt=F("wanted")),
        Q(attempt__isnull=False) | Q(not_before=None) | Q(not_before__lte=now),
        name=data.Part.STOCK,
        urgent=True,
    )


def lanes_of(service: type[PublishesListings]) -> list[Lane]:
    if issubclass(service, UpdatesOffers):
        return list(Lane)
    return [Lane.WITHDRAW, Lane.CONTENT]


def lanes_in_turn(
    connection: Connection, service: type[PublishesListings]
) -> list[Lane]:
    """The lanes as they are to be looked through now.

    Where calls are scarce and something sells all the time, offers would use them up:
    after so many calls for other things the next one is for content, if any waits, or
    for finding out which item had a whole call refused. What sold out and what is
    withdrawn still go first.
    """
    lanes = lanes_of(service)
    calls = Attempt.objects.filter(connection=connection).order_by("-started_at")
    recent = list(calls.values_list("lane", flat=True)[:OTHER_CALLS])
    if len(recent) < OTHER_CALLS or Lane.OFFERS not in lanes:
        return lanes
    if set(recent) & set(SHARED):
        return lanes
    return [Lane.SOLD_OUT, Lane.WITHDRAW, *SHARED, Lane.OFFERS]


@transaction.atomic
def claim(
    connection: Connection, service: type[PublishesListings], lane: Lane
) -> Claim:
    """Lease a batch of listings to the caller; the oldest wish first.

    Batches are cut by number of items, and never through a listing.
    """
    now, most = timezone.now(), service.limits.items_per_batch
    due = claimable_parts(connection, service, lane)
    suspects, wished = oldest_wishes(due, most=most)
    if wished and suspects is None:
        others = companions(connection, service, lane).filter(free(now))
        wished = list(dict.fromkeys([*wished, *wishes(others, most=most)]))[:most]
    locked = set(
        Listing.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(Q(lease_until=None) | Q(lease_until__lt=now), pk__in=wished)
        .values_list("pk", flat=True)
    )
    ids = cut([pk for pk in wished if pk in locked], service, lane)
    key = uuid.uuid4()
    Listing.objects.filter(pk__in=ids).update(lease_key=key, lease_until=now + LEASE)
    return Claim(key, ids, suspects)


def cut(
    listing_ids: Sequence[int], service: type[PublishesListings], lane: Lane
) -> list[int]:
    """As many listings, from the front, as one batch holds; at least one."""
    limits = service.limits
    if not limits.flat or lane in {Lane.SOLD_OUT, Lane.OFFERS, Lane.DOUBTFUL}:
        return list(listing_ids[: limits.items_per_batch])
    rows = Listing.objects.filter(pk__in=listing_ids).annotate(items=Count("offers"))
    items = dict(rows.values_list("pk", "items"))
    room = limits.items_per_batch
    taken: list[int] = []
    for pk in listing_ids:
        room -= items[pk]
        if room < 0 and taken:
            break
        taken.append(pk)
    return taken


@transaction.atomic
def renew(key: uuid.UUID, listing_ids: Sequence[int]) -> bool:
    """Keep the lease for another call; False: it is no longer ours, send nothing."""
    lock_listings(listing_ids)
    held = Listing.objects.filter(lease_key=key, pk__in=listing_ids)
    return held.update(lease_until=timezone.now() + LEASE) == len(listing_ids)


@transaction.atomic
def give_back(claim: Claim) -> None:
    lock_listings(claim.listing_ids)
    held = Listing.objects.filter(lease_key=claim.lease, pk__in=claim.listing_ids)
    held.update(lease_key=None, lease_until=None)
