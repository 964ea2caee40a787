"""What a platform tells, as rows: cut to what they hold, and comparable."""

from collections.abc import Iterable

from storefront.channels.models import ReadBack, RemoteItem
from storefront.contract import data

#: What a database column of whole numbers holds.
LARGEST = 2**63 - 1


def rows_of(
    run: ReadBack, listings: Iterable[data.RemoteListing]
) -> dict[str, RemoteItem]:
    """One row for each offer, by its id: told twice on a page, it is still one."""
    return {
        offer.external_id: row_of(run, listing, offer)
        for listing in listings
        for offer in listing.offers
        if offer.external_id
    }


def row_of(
    run: ReadBack, listing: data.RemoteListing, offer: data.RemoteOffer
) -> RemoteItem:
    return RemoteItem(
        connection_id=run.connection_id,
        read_back=run,
        external_id=short(offer.external_id, 100),
        listing_external_id=short(listing.external_id, 100),
        sku=short(offer.sku, 200),
        gtin=gtin_14(offer.gtin),
        title=short(listing.title, 500),
        title_key=short(title_key(listing.title), 500),
        brand=short(listing.brand, 200),
        options=[short(option, 200) for option in offer.options],
        url=short(listing.url, 2000),
        picture=short(next(iter(listing.pictures), ""), 2000),
        price=whole(offer.price.amount) if offer.price else None,
        currency=short(offer.price.currency, 3) if offer.price else "",
        stock=whole(offer.stock),
    )


#: What a later page or pass may change; whose an item is stays.
TOLD = [
    "read_back",
    "listing_external_id",
    "sku",
    "gtin",
    "title",
    "title_key",
    "brand",
    "options",
    "url",
    "picture",
    "price",
    "currency",
    "stock",
]


def short(text: str, most: int) -> str:
    """No column holds NUL, and none is longer than it is."""
    return text.replace("\x00", "")[:most]


def whole(number: int | None) -> int | None:
    return None if number is None else max(-LARGEST, min(number, LARGEST))


def gtin_14(text: str) -> str:
    """Written with 14 digits, however many zeros are left out; empty if it is none."""
    digits = text.strip()
    known = digits.isascii() and digits.isdigit() and len(digits) in {8, 12, 13, 14}
    return digits.zfill(14) if known and digits.strip("0") else ""


def title_key(text: str) -> str:
    return " ".join(text.casefold().split())
