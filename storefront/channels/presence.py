"""What is there outside: listings with the platform's ids, and the offers in them."""

import uuid
from collections.abc import Mapping, Sequence

from django.db.models import F
from django.utils import timezone

from storefront.channels.locks import lock_parts
from storefront.channels.models import Listing, Offer, Part
from storefront.channels.projection import WITHDRAWN
from storefront.contract import data

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


def note_refused(contents: Sequence[Part]) -> None:
    """A create that was refused left nothing behind."""
    listings = [content.listing_id for content in contents]
    unlisted = Listing.objects.filter(pk__in=listings, listed_at=None)
    for listing in unlisted:
        Listing.objects.filter(pk=listing.pk).update(
            sent_out=False, create_key=uuid.uuid4()
        )


def forget_presence(listings: set[int]) -> None:
    """Nothing is there any more: whatever comes next is a new create."""
    for pk in sorted(listings):
        Listing.objects.filter(pk=pk).update(
            listed_at=None, sent_out=False, external_id="", create_key=uuid.uuid4()
        )
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
