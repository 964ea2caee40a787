"""What a listing should look like outside, read from the hub's rows."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import orjson
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from storefront.catalog.descriptions import plain_text
from storefront.catalog.models import Axis, Category, Picture, Variant
from storefront.catalog.price import Price
from storefront.channels.buffers import offered_by_variant
from storefront.channels.categories import channel_categories, given_values
from storefront.channels.growth import growing, orders_are_dark
from storefront.channels.jumps import Prices, prices_let_out
from storefront.channels.models import Listing, Offer, Part
from storefront.channels.spreading import spread
from storefront.channels.stored import Payload, read_stored, stock_payload
from storefront.connections.models import Connection
from storefront.connections.plugins import service
from storefront.contract import data
from storefront.contract.roles import PublishesListings

#: Where the units of each variant are, if they are spread over warehouses.
Places = Mapping[int, tuple[data.StockIn, ...]]

#: What is sent of a listing that is to be taken down.
WITHDRAWN: dict[str, object] = {"withdrawn": True}


@dataclass(frozen=True, slots=True)
class Intent:
    """What one part should become: the wanted number it was read at, and the value."""

    part: Part
    wanted: int
    payload: Payload
    hash: str

    @property
    def key(self) -> tuple[str, data.Part]:
        return self.part.key, data.Part(self.part.name)

    def as_attempted(self) -> "Intent":
        part = self.part
        return Intent(
            part,
            part.attempted,
            part.attempt_payload or self.payload,
            part.attempt_hash,
        )

    @property
    def unchanged(self) -> bool:
        """The platform surely holds just this: confirmed, and nothing since."""
        return self.part.attempt_id is None and self.part.confirmed_hash == self.hash


@dataclass(frozen=True, slots=True)
class Projection:
    """A claimed listing: its row, its value for the plugin, an intent for each part."""

    row: Listing
    value: data.Listing
    intents: dict[tuple[str, data.Part], Intent]
    #: Stock that must not be sent before the orders over there have been read.
    growing: frozenset[tuple[str, data.Part]] = frozenset()

    @property
    def content(self) -> Intent:
        return self.intents[self.row.key, data.Part.CONTENT]

    def as_attempted(self) -> "Projection":
        """The same listing as its last attempt said it, with the numbers of then."""
        intents = {key: intent.as_attempted() for key, intent in self.intents.items()}
        payloads = {key: intent.payload for key, intent in intents.items()}
        return replace(self, value=read_stored(self.value, payloads), intents=intents)


def project(
    connection: Connection, listing_ids: Sequence[int], *, mapping_version: int
) -> list[Projection]:
    """Copy what is wanted first, then read the values: what changes in between is
    sent again, never lost. How lately the orders were read is asked before the stock.
    """
    blind = orders_are_dark(connection)
    parts = list(
        Part.objects.filter(listing__in=listing_ids).defer(
            "attempt_payload", "problems"
        )
    )
    by_listing: dict[int, list[Part]] = {pk: [] for pk in listing_ids}
    for part in parts:
        by_listing[part.listing_id].append(part)
    with translation.override(connection.language):
        projections = [
            Projection(row, value, intents_of(row, value, by_listing[row.pk], seed))
            for row, value in read_values(connection, listing_ids)
            for seed in [str(mapping_version)]
        ]
    return mark_growth(projections) if blind else projections


def mark_growth(projections: Sequence[Projection]) -> list[Projection]:
    intents = [i for p in projections for i in p.intents.values()]
    stocks = {i.part.pk: i for i in intents if i.part.name == data.Part.STOCK}
    larger = growing({pk: intent.payload for pk, intent in stocks.items()})
    keys = {stocks[pk].key for pk in larger}
    return [replace(p, growing=frozenset(keys & set(p.intents))) for p in projections]


def intents_of(
    row: Listing, value: data.Listing, parts: Sequence[Part], seed: str
) -> dict[tuple[str, data.Part], Intent]:
    payloads = dict(payloads_of(row, value))
    return {
        (part.key, data.Part(part.name)): Intent(
            part, part.wanted, payload, digest(seed, payload)
        )
        for part in parts
        if (payload := payloads.get((part.key, data.Part(part.name)))) is not None
    }


def payloads_of(
    row: Listing, value: data.Listing
) -> Iterator[tuple[tuple[str, data.Part], Payload]]:
    yield (
        (value.key, data.Part.CONTENT),
        content_payload(value) if row.shown else WITHDRAWN,
    )
    for offer in value.offers:
        yield (offer.key, data.Part.PRICE), price_payload(offer)
        yield (offer.key, data.Part.STOCK), stock_payload(offer)


def content_payload(value: data.Listing) -> Payload:
    payload = as_json(value)
    for name in ("external_id", "idempotency_key", "picture_ids", "changed"):
        del payload[name]
    payload["offers"] = [offer_content(offer) for offer in value.offers]
    payload["removed"] = [offer.sku for offer in value.removed]
    for name in ("channel_category", "attributes"):
        if not payload[name]:  # it says nothing, and is not to be sent anew
            del payload[name]
    return payload


def offer_content(offer: data.Offer) -> Payload:
    """In which warehouses it is belongs to it; how many are where does not."""
    payload = as_json(offer)
    for name in ("external_id", "price", "compare_at", "stock", "stock_in", "changed"):
        del payload[name]
    if offer.stock_in:
        payload["warehouses"] = sorted(place.warehouse for place in offer.stock_in)
    return payload


def price_payload(offer: data.Offer) -> Payload:
    payload = as_json(offer)
    return {"price": payload["price"], "compare_at": payload["compare_at"]}


def as_json(value: data.Listing | data.Offer) -> Payload:
    return {
        name: sorted(field) if isinstance(field, frozenset) else field
        for name, field in asdict(value).items()
    }


def digest(seed: str, payload: Payload) -> str:
    text = orjson.dumps([seed, payload], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(text).hexdigest()


def read_values(
    connection: Connection, listing_ids: Sequence[int]
) -> Iterator[tuple[Listing, data.Listing]]:
    rows = list(
        Listing.objects.filter(pk__in=listing_ids)
        .select_related("product__category")
        .prefetch_related("offers__variant__sale", "product__pictures")
        .order_by("pk")
    )
    variants = [offer.variant_id for row in rows for offer in row.offers.all()]
    places = spread(connection, variants)
    available = together(places) or offered_by_variant(connection, variants)
    paths = category_paths(row.product.category for row in rows)
    theirs = channel_categories(connection, (row.product.category for row in rows))
    given = given_values(
        connection, {row.product_id: row.product.category for row in rows}
    )
    most = most_pictures(connection)
    prices = prices_let_out(connection, [row.pk for row in rows])
    for row in rows:
        path = paths[row.product.category_id]
        value = listing_value(row, available, prices, path, places)
        yield (
            row,
            replace(
                value,
                channel_category=theirs[row.product.category_id],
                attributes=given.get(row.product_id, ()),
                pictures=value.pictures[:most],
            ),
        )


def together(places: Places) -> dict[int, int]:
    return {pk: sum(one.units for one in found) for pk, found in places.items()}


def most_pictures(connection: Connection) -> int | None:
    """So many go out, the first ones in the shop's order; staff see which products have
    more. None: a platform that takes no listings sets no limit.
    """
    found = service(connection.service)
    return found.limits.pictures if issubclass(found, PublishesListings) else None


def listing_value(
    row: Listing,
    available: Mapping[int, int],
    prices: Prices,
    path: tuple[str, ...],
    places: Places,
) -> data.Listing:
    product = row.product
    pictures = [picture for picture in product.pictures.all() if picture.rendition]
    offers = sorted(row.offers.all(), key=lambda offer: offer.pk)
    values = {
        offer.pk: offer_value(
            row,
            offer,
            pictures,
            available=available.get(offer.variant_id, 0),
            price=prices.of(offer),
            places=places.get(offer.variant_id, ()),
        )
        for offer in offers
    }
    return data.Listing(
        key=row.key,
        title=product.title,
        description=plain_text(product.description),
        url=settings.SITE_URL + reverse("product", args=[product.slug]),
        offers=tuple(values[offer.pk] for offer in offers if not offer.removed),
        removed=tuple(values[offer.pk] for offer in offers if offer.removed),
        external_id=row.external_id,
        brand=product.brand,
        category=path,
        pictures=tuple(picture_value(picture) for picture in pictures),
        idempotency_key=str(row.create_key),
    )


def offer_value(
    row: Listing,
    offer: Offer,
    pictures: Sequence[Picture],
    *,
    available: int,
    price: Price,
    places: tuple[data.StockIn, ...],
) -> data.Offer:
    variant = offer.variant
    variant.product = row.product
    own = [picture for picture in pictures if picture.variant_id == variant.pk]
    return data.Offer(
        key=offer.key,
        sku=offer.sku,
        price=money(price.amount),
        stock=max(available, 0) if variant.stock_tracked else None,
        external_id=offer.external_id,
        compare_at=money(price.before) if price.before else None,
        options=options_of(variant),
        gtin=variant.gtin,
        weight_grams=variant.weight_grams,
        picture=picture_value(own[0]) if own else None,
        stock_in=places if variant.stock_tracked else (),
    )


def options_of(variant: Variant) -> tuple[data.Option, ...]:
    return tuple(
        data.Option(axis=axis, label=str(Axis(axis).label), value=value)
        for axis, value in variant.options
    )


def picture_value(picture: Picture) -> data.Picture:
    return data.Picture(
        url=absolute(picture.rendition.url),
        width=picture.rendition_width,
        height=picture.rendition_height,
    )


def absolute(url: str) -> str:
    return settings.SITE_URL + url if url.startswith("/") else url


def money(amount: int) -> data.Money:
    return data.Money(amount, settings.SHOP_CURRENCY)


def category_paths(categories: Iterator[Category]) -> dict[int, tuple[str, ...]]:
    """The names from the root down, for each category, in two queries."""
    found = {category.pk: category for category in categories}
    steps = {
        category.path[: Category.steplen * depth]
        for category in found.values()
        for depth in range(1, category.depth + 1)
    }
    names = {c.path: c.name for c in Category.objects.filter(path__in=steps)}
    return {
        pk: tuple(
            names[category.path[: Category.steplen * depth]]
            for depth in range(1, category.depth + 1)
        )
        for pk, category in found.items()
    }
