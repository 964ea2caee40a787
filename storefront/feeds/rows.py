"""What is on sale, as plain values a chunk at a time, for there may be a lot of it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Model, Q, QuerySet

from storefront.catalog.models import Picture, Product, Variant
from storefront.channels.projection import absolute

#: Products at a time: enough to make queries few, few enough to need no memory.
CHUNK = 500

Three = tuple[str, str, str]
Row = TypeVar("Row", bound=Model)


class ProductRow(NamedTuple):
    pk: int
    slug: str
    brand: str
    category_id: int
    axes: Three
    title: str
    description: str


class VariantRow(NamedTuple):
    pk: int
    product_id: int
    sku: str
    price: int
    before: int | None
    counted: bool
    gtin: str
    weight_grams: int | None
    values: Three


class Pictures(NamedTuple):
    """The addresses of a product's pictures, in order, and each variant's own."""

    all: tuple[str, ...] = ()
    own: dict[int, str] = {}


def languages_for(language: str) -> list[str]:
    """The language itself, then those that stand in where a text is missing."""
    others = settings.MODELTRANSLATION_FALLBACK_LANGUAGES["default"]
    return list(dict.fromkeys([language, *others]))


def first(texts: Sequence[str | None]) -> str:
    for text in texts:
        if text:
            return text
    return ""


class Span(NamedTuple):
    """The products of a chunk: a span of ids costs less than a list of them."""

    after: int
    last: int

    def products(self, prefix: str) -> Q:
        return Q((f"{prefix}__gt", self.after), (f"{prefix}__lte", self.last))

    def variants(self) -> QuerySet[Variant, int]:
        """Their variants' ids, as a part of another query."""
        return Variant.objects.filter(self.products("product")).values_list(
            "pk", flat=True
        )


def product_rows(languages: Sequence[str], *, after: int) -> list[ProductRow]:
    facts = ("pk", "slug", "brand", "category_id", "axis_1", "axis_2", "axis_3")
    on_sale = plain(Product).filter(state=Product.State.ACTIVE, pk__gt=after)
    rows = on_sale.order_by("pk").values_list(
        *facts,
        *(f"title_{language}" for language in languages),
        *(f"description_{language}" for language in languages),
    )
    end = 7 + len(languages)
    return [
        ProductRow._make((*row[:4], row[4:7], first(row[7:end]), first(row[end:])))
        for row in rows[:CHUNK]
    ]


def variant_rows(languages: Sequence[str], span: Span) -> list[VariantRow]:
    facts = ("pk", "product_id", "sku", "price", "compare_at_price", "stock_tracked")
    there = plain(Variant).filter(span.products("product"), archived=False)
    rows = there.order_by("product_id", "position", "pk").values_list(
        *(*facts, "gtin", "weight_grams"),
        *(f"option_{n}_{language}" for n in "123" for language in languages),
    )
    one, two = 8 + len(languages), 8 + 2 * len(languages)
    return [
        VariantRow._make(
            (*row[:8], (first(row[8:one]), first(row[one:two]), first(row[two:])))
        )
        for row in rows
    ]


def plain(model: type[Row]) -> QuerySet[Row]:
    """Rows without the stand-ins of modeltranslation, which cost more than the rows."""
    return QuerySet(model)


def pictures_by_product(span: Span) -> dict[int, Pictures]:
    rows = plain(Picture).filter(span.products("product")).exclude(rendition="")
    url = address_maker()
    urls: dict[int, list[str]] = defaultdict(list)
    own: dict[int, dict[int, str]] = defaultdict(dict)
    for product, variant, name in rows.order_by("position", "pk").values_list(
        "product_id", "variant_id", "rendition"
    ):
        urls[product].append(url(name))
        if variant:
            own[product].setdefault(variant, urls[product][-1])
    return {pk: Pictures(tuple(found), own[pk]) for pk, found in urls.items()}


def address_maker() -> Callable[[str], str]:
    """How a file's name becomes an address: most storages put something before it."""
    sample = absolute(default_storage.url("channel/0.jpg"))
    before, name, behind = sample.partition("channel/0.jpg")
    if name and not behind:
        return before.__add__
    return lambda name: absolute(default_storage.url(name))
