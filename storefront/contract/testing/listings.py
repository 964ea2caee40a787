"""What is sent in the tests, and what is expected of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from storefront.contract.data import Listing, Money, Offer, Part, Picture, Sent

OFFER_PARTS = frozenset({Part.PRICE, Part.STOCK})


def example(number: int = 1) -> Listing:
    """A listing of two offers that any platform takes."""
    picture = Picture(f"https://shop.example.com/{number}.jpg", 800, 800)
    return Listing(
        key=f"l{number}",
        title=f"Áo thun số {number}",
        description="Vải cotton mềm.",
        url=f"https://shop.example.com/vi/p/{number}/",
        offers=(example_offer(2 * number), example_offer(2 * number + 1)),
        brand="Kiềng",
        pictures=(picture,),
        idempotency_key=f"create-{number}",
        changed=frozenset(Part),
    )


def example_offer(number: int) -> Offer:
    return Offer(
        key=f"o{number}",
        sku=f"SKU-{number}",
        price=Money(120_000 + number, "VND"),
        stock=number,
        changed=OFFER_PARTS,
    )


def parts_of(listings: Sequence[Listing]) -> set[tuple[str, Part]]:
    contents = {(listing.key, Part.CONTENT) for listing in listings}
    offers = [offer for listing in listings for offer in listing.offers]
    return contents | {(offer.key, part) for offer in offers for part in OFFER_PARTS}


def whole(listing: Listing) -> tuple[Sent, ...]:
    offers = [Sent(offer.key, OFFER_PARTS, offer.sku) for offer in listing.offers]
    return (Sent(listing.key, frozenset({Part.CONTENT})), *offers)


def with_ids(listing: Listing, ids: Mapping[str, str]) -> Listing:
    offers = tuple(replace(o, external_id=ids.get(o.key, "")) for o in listing.offers)
    external_id = ids.get(listing.key, "")
    return replace(listing, offers=offers, external_id=external_id)


def with_one_change(listing: Listing) -> Listing:
    first, *others = listing.offers
    sold_out = replace(first, stock=0, changed=frozenset({Part.STOCK}))
    same = tuple(replace(offer, changed=frozenset()) for offer in others)
    return replace(listing, offers=(sold_out, *same), changed=frozenset())
