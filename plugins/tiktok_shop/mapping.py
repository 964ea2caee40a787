"""A listing in the platform's words. Pure functions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from types import MappingProxyType

from plugins.tiktok_shop.categories import SIDES, VALUE
from plugins.tiktok_shop.client import JSON
from storefront.contract.data import (
    Given,
    Listing,
    Money,
    Offer,
    Option,
    Outcome,
    Part,
    Picture,
    Problem,
    Sent,
    State,
)

OFFER_PARTS = frozenset({Part.PRICE, Part.STOCK})

#: The most that a warehouse can have; also what is said of a stock that is not counted.
MOST_STOCK = 99_999

NOWHERE: Mapping[str, Sequence[str]] = MappingProxyType({})

#: A seller may have said these over there.
KEPT = ("package_dimensions", "external_product_id", "minimum_order_quantity")

#: By the number of digits ("identifier_code", Create Product).
CODES = {8: "EAN", 12: "UPC", 13: "EAN", 14: "GTIN"}


#: In which warehouses a SKU is counted over there.
Held = Mapping[str, Sequence[str]]


def product(
    listing: Listing, *, warehouse: str, brand: str = "", held: Held = NOWHERE
) -> JSON:
    """What is sent to create it, and to put each of these properties anew."""
    told: dict[str, object] = {
        "title": listing.title.strip(),
        "description": html(listing.description),
        "category_id": listing.channel_category,
        "category_version": "v2",
        "main_images": [{"uri": uri} for uri in gallery(listing)],
        "package_weight": weight(listing.offers),
        "skus": [
            sku(listing, offer, inventory(offer, held, warehouse=warehouse))
            for offer in listing.offers
        ],
    }
    more = {
        "brand_id": brand,
        "product_attributes": attributes(listing.attributes),
        "package_dimensions": dimensions(listing.attributes),
    }
    return {**told, **{name: value for name, value in more.items() if value}}


def creation(body: JSON, listing: Listing, *, cash: bool) -> JSON:
    """Whether it may be paid on delivery is a seller's to change later."""
    first = {"save_mode": "LISTING", "idempotency_key": listing.idempotency_key}
    return {**body, **first, **({"is_cod_allowed": True} if cash else {})}


def category_of(there: JSON) -> str:
    chain = there.get("category_chains") or ()
    return next((str(one["id"]) for one in chain if one.get("is_leaf")), "")


def kept(there: JSON) -> dict[str, object]:
    """What a full edit would empty, and is the same in any category."""
    told = {name: there[name] for name in KEPT if there.get(name)}
    brand = there.get("brand") or {}
    return told | ({"brand_id": str(brand["id"])} if brand else {})


def html(text: str) -> str:
    """Our descriptions are plain text."""
    lines = [line.strip() for line in text.splitlines()]
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line)


def gallery(listing: Listing) -> list[str]:
    return [uri_of(listing, picture) for picture in listing.pictures]


def uri_of(listing: Listing, picture: Picture) -> str:
    return listing.picture_ids[picture.url]


def weight(offers: Sequence[Offer]) -> JSON:
    """Of a parcel with the heaviest variant in it."""
    grams = max(offer.weight_grams or 0 for offer in offers)
    return {"value": f"{grams / 1000:.3f}", "unit": "KILOGRAM"}


def sku(listing: Listing, offer: Offer, stock: Sequence[JSON]) -> JSON:
    told: dict[str, object] = {
        "seller_sku": offer.sku,
        "price": price(offer.price),
        "inventory": list(stock),
    }
    more: dict[str, object] = {
        "id": offer.external_id,
        "sales_attributes": sales_attributes(listing, offer),
        "identifier_code": code(offer.gtin),
    }
    return {**told, **{name: value for name, value in more.items() if value}}


def price(money: Money) -> JSON:
    """Text, in whole units; without places where the currency has none."""
    return {"amount": f"{money.decimal:f}", "currency": money.currency}


def inventory(offer: Offer, held: Held, *, warehouse: str) -> list[JSON]:
    """All of it in one warehouse, unless staff spread it. Every other that has the SKU
    is told nothing is left: the platform wants to hear of each, and adds up what they
    have.
    """
    places = held.get(offer.external_id, ())
    if offer.stock_in:
        return stock_rows(spread(offer, places))
    ours = warehouse if warehouse in places or not places else places[0]
    return stock_rows({**dict.fromkeys(places, 0), ours: quantity(offer)})


def restock(offer: Offer, held: Held, *, warehouse: str) -> list[JSON]:
    """The same for the call that takes a SKU into no other warehouse: until an edit has
    done that, what is there counts to where the SKU is.
    """
    places = held.get(offer.external_id, ())
    if not offer.stock_in or not places:
        return inventory(offer, held, warehouse=warehouse)
    told = spread(offer, places)
    here = {place: told[place] for place in places}
    here[places[0]] += sum(told.values()) - sum(here.values())
    return stock_rows(here)


def spread(offer: Offer, places: Sequence[str]) -> dict[str, int]:
    told = {one.warehouse: one.units for one in offer.stock_in}
    return dict.fromkeys(places, 0) | told


def stock_rows(units: Mapping[str, int]) -> list[JSON]:
    return [
        {"warehouse_id": place, "quantity": min(number, MOST_STOCK)}
        for place, number in units.items()
    ]


def quantity(offer: Offer) -> int:
    return MOST_STOCK if offer.stock is None else min(offer.stock, MOST_STOCK)


def sales_attributes(listing: Listing, offer: Offer) -> list[JSON]:
    """A picture may stand beside a value of one of them only: the first."""
    return [
        {
            "name": option.label,
            "value_name": option.value,
            **(picture_of(listing, option) if option is offer.options[0] else {}),
        }
        for option in offer.options
    ]


def picture_of(listing: Listing, option: Option) -> JSON:
    """The same for all variants with this value: that of the first of them."""
    for offer in listing.offers:
        if offer.picture and option in offer.options:
            return {"sku_img": {"uri": uri_of(listing, offer.picture)}}
    return {}


def code(gtin: str) -> JSON:
    kind = CODES.get(len(gtin))
    return {"code": gtin, "type": kind} if kind else {}


def attributes(given: Iterable[Given]) -> list[JSON]:
    told = [one for one in given if one.key not in SIDES]
    return [{"id": one.key, "values": [value(one.value)]} for one in told]


def value(text: str) -> JSON:
    """One that the platform knows goes by its id, any other by its words."""
    if text.startswith(VALUE):
        return {"id": text.removeprefix(VALUE)}
    return {"name": text}


def dimensions(given: Iterable[Given]) -> JSON:
    sides = {SIDES[one.key]: one.value for one in given if one.key in SIDES}
    return {**sides, "unit": "CENTIMETER"} if sides else {}


def with_sku_ids(listing: Listing, there: JSON) -> Listing:
    """As they are over there now: one that is gone there is made anew."""
    ids = {str(one["id"]) for one in there.get("skus") or ()}
    named = {str(s.get("seller_sku")): str(s["id"]) for s in there.get("skus") or ()}
    offers = (
        o if o.external_id in ids else replace(o, external_id=named.get(o.sku, ""))
        for o in listing.offers
    )
    return replace(listing, offers=tuple(offers))


def held_in(there: JSON) -> Held:
    """Told of a product as it was read."""
    return {
        str(one["id"]): [str(row["warehouse_id"]) for row in one.get("inventory") or ()]
        for one in there.get("skus") or ()
    }


def whole(listing: Listing) -> list[Sent]:
    """Everything that a product's body carries."""
    offers = [sent(listing, offer, OFFER_PARTS) for offer in listing.offers]
    return [content(listing), *offers]


def content(listing: Listing) -> Sent:
    return Sent(
        listing.key,
        frozenset({Part.CONTENT}),
        listing=listing.key,
        external_id=listing.external_id,
    )


def sent(listing: Listing, offer: Offer, parts: frozenset[Part]) -> Sent:
    return Sent(
        offer.key,
        parts,
        listing=listing.key,
        sku=offer.sku,
        external_id=offer.external_id,
    )


def published(
    listing: Listing,
    state: State,
    *,
    ids: Mapping[str, str] | None = None,
    problems: tuple[Problem, ...] = (),
) -> Iterator[Outcome]:
    """The content's outcome, then the same for each offer's price and stock."""
    yield Outcome(
        listing.key, Part.CONTENT, state, external_ids=ids or {}, problems=problems
    )
    for offer in listing.offers:
        for part in sorted(OFFER_PARTS):
            yield Outcome(offer.key, part, state, problems=problems)


def external_ids(listing: Listing, told: JSON) -> dict[str, str]:
    skus = told.get("skus") or ()
    known = {str(one.get("seller_sku")): str(one["id"]) for one in skus}
    ids = {o.key: known[o.sku] for o in listing.offers if o.sku in known}
    return {listing.key: str(told["product_id"]), **ids}
