"""The catalogue as it goes out: product by product, with all that formats ask for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision
from django.conf import settings

from storefront.catalog.fetching import address_of
from storefront.catalog.models import Category, Picture, Product, Variant
from storefront.exchange.chunks import chunks
from storefront.inventory.models import Location, Stock

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Goods:
    product: Product
    variants: Sequence[Variant]
    pictures: Sequence[Picture]
    #: Names from the top, in Vietnamese and English.
    category: tuple[str, str]
    #: On hand at the first place, by variant id.
    stock: dict[int, int]

    @property
    def picture_urls(self) -> list[str]:
        return [address_of(picture) for picture in self.pictures]

    def own_picture(self, variant: Variant) -> str:
        """The address of the picture that shows this variant, if one does."""
        own = (one for one in self.pictures if one.variant_id == variant.pk)
        return next(map(address_of, own), "")

    def on_hand(self, variant: Variant) -> str:
        return str(self.stock.get(variant.pk, 0)) if variant.stock_tracked else ""


def all_goods() -> Iterator[Goods]:
    """In the order in which they were added, some at a time."""
    paths = category_paths()
    place = Location.objects.first()
    ids = Product.objects.order_by("pk").values_list("pk", flat=True)
    for some in chunks(ids.iterator(chunk_size=CHUNK), CHUNK):
        rows = Product.objects.filter(pk__in=some).order_by("pk")
        rows = rows.prefetch_related("variants__sale", "pictures")
        there = Stock.objects.filter(variant__product__in=some, location=place)
        stock = dict(there.values_list("variant", "on_hand"))
        for product in rows:
            yield Goods(
                product,
                list(product.variants.all()),
                list(product.pictures.all()),
                paths[product.category_id],
                stock,
            )


def category_paths() -> dict[int, tuple[str, str]]:
    """Names from the top, joined; a category without an English name leaves a gap."""
    names: dict[str, list[tuple[str, str]]] = {}
    paths = {}
    for row in Category.objects.order_by("path"):
        above = names.get(row.path[: -row.steplen], [])
        names[row.path] = [*above, (row.name_vi or "", row.name_en or "")]
        vietnamese, english = zip(*names[row.path], strict=True)
        paths[row.pk] = (" > ".join(vietnamese), joined(english))
    return paths


def joined(names: tuple[str, ...]) -> str:
    return " > ".join(names) if any(names) else ""


def plain(amount: int | None) -> str:
    """An amount as machines write it: 125000, or 12.50."""
    if amount is None:
        return ""
    places = get_currency_precision(settings.SHOP_CURRENCY)
    return str(Decimal(amount).scaleb(-places))
