"""Is what a platform tells just what it confirmed? If not, why not?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from storefront.channels.drift import Drift
from storefront.channels.locks import lock_parts
from storefront.channels.models import Offer, Part, ReadBack, RemoteItem, Review
from storefront.channels.stored import Payload
from storefront.connections.models import Connection
from storefront.connections.plugins import service
from storefront.contract import data
from storefront.contract.roles import ImportsOrders

#: What waits longer than this is not merely on its way.
BEHIND_AFTER = timedelta(hours=1)

Told = tuple[data.RemoteListing, data.RemoteOffer]


@dataclass(frozen=True, slots=True)
class Difference:
    name: str
    there: object
    here: object


@dataclass(slots=True)
class Verdicts:
    equal: list[Part] = field(default_factory=list)
    drifted: list[tuple[Part, str, list[Difference]]] = field(default_factory=list)


def judge(
    connection: Connection,
    listings: Iterable[data.RemoteListing],
    *,
    asked_at: datetime,
) -> Verdicts:
    """Judge a page, inside the transaction that keeps it. The parts are locked, so
    that what is judged is not under way meanwhile.
    """
    verdicts = Verdicts()
    selling = issubclass(service(connection.service), ImportsOrders)
    told = told_of(connection, listings)
    listing_ids = {offer.listing_id for offer in told}
    wanted = Q(offer__in=list(told)) | Q(listing__in=listing_ids, offer=None)
    parts = lock_parts(Part.objects.filter(wanted).values_list("pk", flat=True))
    by_offer = {offer.pk: pair for offer, pair in told.items()}
    by_listing = {offer.listing_id: pair for offer, pair in told.items()}
    in_review = under_review(listing_ids)
    for part in parts.values():
        if part.offer_id is None and part.listing_id in in_review:
            continue
        pair = by_offer[part.offer_id] if part.offer_id else by_listing[part.listing_id]
        if certain(part, asked_at):
            differences = list(differences_of(part, pair, selling=selling))
            settle(part, differences, verdicts, asked_at)
    return verdicts


def told_of(
    connection: Connection, listings: Iterable[data.RemoteListing]
) -> dict[Offer, Told]:
    """What of ours the page tells of: by its id there, or its SKU in our listing."""
    pairs = [(listing, offer) for listing in listings for offer in listing.offers]
    rows = Offer.objects.filter(
        Q(
            external_id__in=[
                offer.external_id for _, offer in pairs if offer.external_id
            ]
        )
        | Q(sku__in=[offer.sku for _, offer in pairs if offer.sku]),
        connection=connection,
        listed=True,
        removed=False,
        listing__shown=True,
    )
    by_id = {offer.external_id: (listing, offer) for listing, offer in pairs}
    by_sku = {(its.external_id, offer.sku): (its, offer) for its, offer in pairs}
    alone = {offer.sku: (listing, offer) for listing, offer in pairs}
    found: dict[Offer, Told] = {}
    for row in rows.select_related("listing"):
        listing_id = row.listing.external_id
        pair = by_id.get(row.external_id) if row.external_id else None
        pair = pair or by_sku.get((listing_id, row.sku))
        if not (row.external_id or listing_id):  # it goes by our SKU over there
            pair = alone.get(row.sku)
        if pair:
            found[row] = pair
    return found


def under_review(listing_ids: Iterable[int]) -> set[int]:
    """What is for sale there meanwhile is what was for sale before."""
    rows = Review.objects.waiting().filter(listing__in=listing_ids)
    return set(rows.values_list("listing_id", flat=True))


def certain(part: Part, asked_at: datetime) -> bool:
    """Nothing of it is in flight, unknown, or answered since the page was asked for.

    A call that ended without an answer leaves no confirmed hash; a refused one leaves
    another payload than the confirmed one.
    """
    return (
        part.attempt_id is None
        and part.confirmed > 0
        and bool(part.confirmed_hash)
        and part.confirmed_hash == part.attempt_hash
        and part.confirmed_at is not None
        and part.confirmed_at < asked_at
    )


def differences_of(part: Part, told: Told, *, selling: bool) -> Iterator[Difference]:
    listing, offer = told
    payload: Payload = part.attempt_payload or {}
    if part.name == data.Part.CONTENT:
        yield from content_differences(payload, listing)
    elif part.name == data.Part.PRICE:
        yield from price_differences(payload, offer)
    else:
        yield from stock_differences(payload, offer, selling=selling)


def content_differences(
    payload: Payload, listing: data.RemoteListing
) -> Iterator[Difference]:
    """What is not told is not compared. Platforms set white space as they like."""
    for name, there in [
        ("title", listing.title),
        ("description", listing.description),
        ("brand", listing.brand),
    ]:
        here = payload.get(name, "")
        if there and squeezed(there) != squeezed(here):
            yield Difference(name, there[:300], here[:300])


def squeezed(text: str) -> str:
    return " ".join(text.split())


def price_differences(
    payload: Payload, offer: data.RemoteOffer
) -> Iterator[Difference]:
    for name, there in [("price", offer.price), ("compare_at", offer.compare_at)]:
        here = payload.get(name)
        if there and here != {"amount": there.amount, "currency": there.currency}:
            yield Difference(name, there.amount, here["amount"] if here else None)


def stock_differences(
    payload: Payload, offer: data.RemoteOffer, *, selling: bool
) -> Iterator[Difference]:
    """Less on a channel that sells is a sale whose order comes by itself."""
    here, there = payload.get("stock"), offer.stock
    if here is None or there is None or here == there:
        return
    if not (selling and there < here):
        yield Difference("stock", there, here)


def settle(
    part: Part, differences: list[Difference], verdicts: Verdicts, asked_at: datetime
) -> None:
    if cause := cause_of(part, differences, asked_at):
        verdicts.drifted.append((part, cause, differences))
    else:
        verdicts.equal.append(part)


def cause_of(part: Part, differences: list[Difference], asked_at: datetime) -> str:
    unconfirmed = part.wanted > part.confirmed
    if unconfirmed and part.refused >= part.wanted:
        return Drift.Cause.REFUSED
    if differences:
        return Drift.Cause.EDITED
    if unconfirmed and part.wanted_at and part.wanted_at < asked_at - BEHIND_AFTER:
        return Drift.Cause.BEHIND
    return ""


def keep_verdicts(verdicts: Verdicts) -> None:
    now = timezone.now()
    equal = [part.pk for part in verdicts.equal]
    Part.objects.filter(pk__in=equal).update(proven_at=now)
    over = Drift.objects.open().filter(part__in=equal)
    over.update(ended_at=now, end=Drift.End.EQUAL)
    note_drifts(verdicts.drifted)


def note_drifts(drifted: Sequence[tuple[Part, str, list[Difference]]]) -> None:
    """One row for each part while it lasts; told again it says the newest."""
    Drift.objects.bulk_create(
        [
            Drift(
                connection_id=part.connection_id,
                listing_id=part.listing_id,
                part=part,
                cause=cause,
                differences=[as_json(difference) for difference in differences],
            )
            for part, cause, differences in drifted
        ],
        ignore_conflicts=True,
    )
    for part, cause, differences in drifted:
        Drift.objects.open().filter(part=part).update(
            cause=cause, differences=[as_json(row) for row in differences]
        )


def as_json(difference: Difference) -> Mapping[str, object]:
    return {
        "name": difference.name,
        "there": difference.there,
        "here": difference.here,
    }


def missing(run: ReadBack, *, since: datetime) -> dict[Part, list[Offer]]:
    """Offers of which a whole read-back told nothing, and of whose listing nothing was
    said since it began, by their listing's content.
    """
    told = RemoteItem.objects.filter(read_back=run, connection=run.connection_id)
    gone = Offer.objects.filter(
        ~Exists(told.filter(sku=OuterRef("sku"))),
        ~Exists(told.filter(external_id=OuterRef("external_id"))),
        connection=run.connection_id,
        listed=True,
        removed=False,
        listing__shown=True,
        listing__listed_at__lt=since,
    )
    by_listing: dict[int, list[Offer]] = {}
    for offer in gone.order_by("pk"):
        by_listing.setdefault(offer.listing_id, []).append(offer)
    contents = Part.objects.filter(listing__in=list(by_listing), offer=None)
    parts = lock_parts(contents.values_list("pk", flat=True)).values()
    return {p: by_listing[p.listing_id] for p in parts if certain(p, since)}


def note_missing(missed: Mapping[Part, Sequence[Offer]]) -> None:
    note_drifts(
        [
            (part, Drift.Cause.LOST, [Difference("sku", "", o.sku) for o in offers])
            for part, offers in missed.items()
        ]
    )
