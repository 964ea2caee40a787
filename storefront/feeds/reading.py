"""All that is on sale as feed items.

What they say of a variant is what `channels.projection` says of its offer; a test holds
the two together.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel.numbers import get_currency_precision
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from storefront.catalog.descriptions import plain_text
from storefront.catalog.models import Axis, Category, SalePrice
from storefront.catalog.price import Price
from storefront.channels.buffers import buffers_of
from storefront.channels.categories import channel_categories, given_values
from storefront.channels.jumps import Prices, prices_let_out
from storefront.channels.models import AttributeValue, Offer
from storefront.channels.projection import category_paths
from storefront.connections.models import Connection
from storefront.contract.data import Given, Option
from storefront.contract.feed import FeedItem
from storefront.feeds.rows import (
    Pictures,
    ProductRow,
    Span,
    Three,
    VariantRow,
    languages_for,
    pictures_by_product,
    product_rows,
    variant_rows,
)
from storefront.inventory.models import Stock


def feed_items(connection: Connection) -> Iterator[list[FeedItem]]:
    """Everything on sale, in chunks, in the connection's language."""
    languages = languages_for(connection.language)
    whole = Whole(connection)
    after = 0
    while products := product_rows(languages, after=after):
        span = Span(after, products[-1].pk)
        with translation.override(connection.language):
            facts = Facts.of(whole, products, span)
            yield read_chunk(products, variant_rows(languages, span), facts)
        after = span.last


def read_chunk(
    products: Sequence[ProductRow], variants: Sequence[VariantRow], facts: "Facts"
) -> list[FeedItem]:
    offered: dict[int, list[VariantRow]] = defaultdict(list)
    for variant in variants:
        offered[variant.product_id].append(variant)
    return [
        item
        for product in products
        for item in items_of(product, offered[product.pk], facts)
    ]


class Whole:
    """What holds for all chunks, read once, and of each category once. What changes
    while a feed is built makes it out of date again.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.said = AttributeValue.objects.filter(connection=connection).exists()
        self.offered = Offer.objects.filter(connection=connection).exists()
        self.buffers = buffers_of(connection, Q())
        self.categories: dict[int, Category] = {}
        self.paths: dict[int, tuple[str, ...]] = {}
        self.theirs: dict[int, str] = {}

    def meet(self, category_ids: set[int]) -> None:
        new = Category.objects.in_bulk(category_ids - self.categories.keys())
        if new:
            self.categories |= new
            self.paths |= category_paths(iter(new.values()))
            self.theirs |= channel_categories(self.connection, new.values())

    def given(self, products: Sequence[ProductRow]) -> dict[int, tuple[Given, ...]]:
        placed = {row.pk: self.categories[row.category_id] for row in products}
        return given_values(self.connection, placed) if self.said else {}

    def offers(self, span: Span) -> dict[int, tuple[str, int, int]]:
        if not self.offered:
            return {}
        rows = Offer.objects.filter(
            span.products("variant__product"), connection=self.connection
        ).values_list("variant_id", "sku", "listing_id", "pk")
        return {variant: (sku, listing, pk) for variant, sku, listing, pk in rows}


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands beside the rows of a chunk."""

    paths: dict[int, tuple[str, ...]]
    theirs: dict[int, str]
    given: dict[int, tuple[Given, ...]]
    #: The SKU, the listing and the offer by which a variant is known on the channel.
    offers: dict[int, tuple[str, int, int]]
    #: None: nothing of this has been told there, so nothing can have jumped.
    prices: Prices | None
    sales: dict[int, int]
    available: Mapping[int, int]
    pictures: dict[int, Pictures]
    address: str
    language: str
    currency: str
    places: int

    @classmethod
    def of(cls, whole: Whole, products: Sequence[ProductRow], span: Span) -> "Facts":
        connection = whole.connection
        whole.meet({product.category_id for product in products})
        offers = whole.offers(span)
        listings = {listing for _sku, listing, _offer in offers.values()}
        sales = SalePrice.objects.filter(
            span.products("variant__product"), running=True
        ).values_list("variant_id", "amount")
        available = Stock.objects.available_by_variant(span.variants())
        return cls(
            paths=whole.paths,
            theirs=whole.theirs,
            given=whole.given(products),
            offers=offers,
            prices=prices_let_out(connection, listings) if offers else None,
            sales=dict(sales) if offers else {},
            available=whole.buffers.offered(available),
            pictures=pictures_by_product(span),
            address=settings.SITE_URL + reverse("product", args=["SLUG"]),
            language=connection.language,
            currency=settings.SHOP_CURRENCY,
            places=get_currency_precision(settings.SHOP_CURRENCY),
        )

    def amount(self, minor_units: int) -> str:
        if not self.places:
            return str(minor_units)
        return f"{Decimal(minor_units).scaleb(-self.places):f}"

    def group(self, variant: VariantRow) -> str:
        """The key of the listing it is in, so that a feed and calls say the same."""
        offer = self.offers.get(variant.pk)
        return f"l{offer[1]}" if offer else f"p{variant.product_id}"

    def sku(self, variant: VariantRow) -> str:
        offer = self.offers.get(variant.pk)
        return offer[0] if offer else variant.sku

    def price(self, variant: VariantRow) -> Price:
        """One that jumped waits here too, where calls have told another."""
        wanted = Price(variant.price, variant.before)
        offer = self.offers.get(variant.pk)
        if offer is None or self.prices is None:
            return wanted
        return self.prices.told(offer[2], wanted, sale=self.sales.get(variant.pk))

    def stock(self, variant: VariantRow) -> int | None:
        return max(self.available.get(variant.pk, 0), 0) if variant.counted else None


NO_PICTURES = Pictures()


def items_of(
    product: ProductRow, variants: Sequence[VariantRow], facts: Facts
) -> Iterator[FeedItem]:
    description = plain_text(product.description)
    url = facts.address.replace("SLUG", product.slug)
    path = facts.paths[product.category_id]
    pictures = facts.pictures.get(product.pk, NO_PICTURES)
    for variant in variants:
        price = facts.price(variant)
        main = pictures.own.get(variant.pk) or next(iter(pictures.all), "")
        yield FeedItem(
            sku=facts.sku(variant),
            group=facts.group(variant),
            title=product.title,
            description=description,
            url=url,
            price=facts.amount(price.amount),
            currency=facts.currency,
            before=facts.amount(price.before) if price.before else "",
            stock=facts.stock(variant),
            brand=product.brand,
            category=path,
            picture=main,
            pictures=tuple(url for url in pictures.all if url != main),
            options=options_of(product.axes, variant.values, facts.language),
            gtin=variant.gtin,
            weight_grams=variant.weight_grams,
            channel_category=facts.theirs[product.category_id],
            attributes=facts.given.get(product.pk, ()),
        )


def options_of(axes: Three, values: Three, language: str) -> tuple[Option, ...]:
    named = zip(axes, values, strict=True)
    return tuple([option(axis, value, language) for axis, value in named if axis])


@lru_cache(maxsize=4096)
def option(axis: str, value: str, language: str) -> Option:
    return Option(axis=axis, label=str(Axis(axis).label), value=value)
