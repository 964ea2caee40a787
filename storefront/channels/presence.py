"""What is there outside: listings with the platform's ids, and the offers in them."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from storefront.channels.locks import lock_parts
from storefront.channels.models import Listing, Offer, Part, Review
from storefront.channels.projection import WITHDRAWN
from storefront.connections.models import Connection
from storefront.connections.plugins import service
from storefront.contract import data
from storefront.contract.data import Judgement
from storefront.contract.roles import JudgesLater

#: How soon it is asked for the first time what became of a listing that was accepted.
FIRST_LOOK = timedelta(minutes=1)

Answered = Sequence[tuple[Part, data.Outcome]]


def vanished(part: Part, outcome: data.Outcome) -> bool:
    """Is it not there although we did not take it down?"""
    gone = outcome.state is data.State.GONE
    return gone and (part.offer_id is not None or part.attempt_payload != WITHDRAWN)


def note_presence(answered: Answered) -> None:
    """Keep what the answers say of being there; the parts are still as sent."""
    for part, outcome in answered:
        if outcome.external_ids:
            keep_external_ids(part, outcome.external_ids)
    gone = [part for part, o in answered if o.state is data.State.GONE]
    forget_presence({part.listing_id for part in gone})
    want_again({part.listing_id for part, o in answered if vanished(part, o)})
    contents = [(part, o) for part, o in answered if part.offer_id is None]
    note_listed([p for p, o in contents if o.state is data.State.ACCEPTED])
    note_refused([p for p, o in contents if o.state is data.State.REFUSED])


def keep_external_ids(part: Part, external_ids: Mapping[str, str]) -> None:
    for key, external_id in external_ids.items():
        if key.startswith("l"):
            Listing.objects.filter(pk=int(key[1:])).update(external_id=external_id)
        else:
            offers = Offer.objects.filter(listing=part.listing_id, pk=int(key[1:]))
            offers.update(external_id=external_id)


def note_listed(contents: Sequence[Part]) -> None:
    """Which offers these publishes carried, and which they took away: those end here,
    unless they are wanted again by now.
    """
    listings = [content.listing_id for content in contents]
    unlisted = Listing.objects.filter(pk__in=listings, listed_at=None)
    unlisted.update(listed_at=timezone.now(), held=False)
    payloads = [content.attempt_payload or {} for content in contents]
    carried = [
        offer["sku"] for payload in payloads for offer in payload.get("offers", [])
    ]
    removed = [sku for payload in payloads for sku in payload.get("removed", [])]
    offers = Offer.objects.filter(listing__in=listings)
    offers.filter(sku__in=carried, listed=False).update(listed=True)
    if removed:
        offers.filter(sku__in=removed, removed=True).delete()


def expect_verdicts(accepted: Sequence[Part]) -> None:
    """Follow these contents where the platform looks at them later."""
    contents = [
        part
        for part in accepted
        if part.offer_id is None and part.attempt_payload != WITHDRAWN
    ]
    judging = judging_connections({part.connection_id for part in contents})
    now = timezone.now()
    rows = [
        Review(
            connection_id=part.connection_id,
            listing_id=part.listing_id,
            number=part.attempted,
            state=Judgement.WAITING,
            since=now,
            ask_at=now + FIRST_LOOK,
        )
        for part in contents
        if part.connection_id in judging
    ]
    Review.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["listing"],
        update_fields=["number", "state", "since", "ask_at"],
    )


def judging_connections(ids: set[int]) -> set[int]:
    rows = Connection.objects.filter(pk__in=ids).values_list("pk", "service")
    return {pk for pk, slug in rows if issubclass(service(slug), JudgesLater)}


def note_refused(contents: Sequence[Part]) -> None:
    """A create that was refused left nothing behind."""
    listings = [content.listing_id for content in contents]
    unlisted = Listing.objects.filter(pk__in=listings, listed_at=None)
    for listing in unlisted:
        Listing.objects.filter(pk=listing.pk).update(
            sent_out=False, create_key=uuid.uuid4()
        )


def note_put_off(contents: Sequence[Part]) -> None:
    """So did a create that is to come again later: it is written anew then."""
    listings = [content.listing_id for content in contents]
    Listing.objects.filter(pk__in=listings, listed_at=None).update(sent_out=False)


def forget_presence(listings: set[int]) -> None:
    """Nothing is there any more: whatever comes next is a new create."""
    for pk in sorted(listings):
        Listing.objects.filter(pk=pk).update(
            listed_at=None, sent_out=False, external_id="", create_key=uuid.uuid4()
        )
    Review.objects.filter(listing__in=listings).delete()
    offers = Offer.objects.filter(listing__in=listings)
    offers.update(external_id="", listed=False)
    offers.filter(removed=True).delete()
    parts = Part.objects.filter(listing__in=listings, offer__isnull=False)
    parts.filter(pk__in=lock_parts(parts.values_list("pk", flat=True))).update(
        confirmed_hash=""
    )


def want_again(listings: set[int]) -> None:
    contents = Part.objects.filter(listing__in=listings, offer=None)
    rows = contents.filter(pk__in=lock_parts(contents.values_list("pk", flat=True)))
    rows.update(wanted=F("wanted") + 1, confirmed_hash="")
