"""Products as the pages show them: what they cost and whether they can be had."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Min, Q

from storefront.catalog.models import Axis, Picture, Product, ProductQuerySet, Variant
from storefront.inventory.models import Availability, Stock


@dataclass(frozen=True)
class Card:
    """A product among others."""

    product: Product
    picture: Picture | None
    cheapest: Variant
    several_prices: bool
    availability: Availability


@dataclass(frozen=True)
class Choice:
    """A variant in the picker."""

    variant: Variant
    text: str
    availability: Availability

    @property
    def sold_out(self) -> bool:
        return self.availability == Availability.SOLD_OUT

    @property
    def few_left(self) -> bool:
        return self.availability == Availability.FEW_LEFT


def for_sale(products: ProductQuerySet) -> ProductQuerySet:
    """Those with something to buy, each with its lowest price as `price`."""
    on_sale = Q(variants__archived=False)
    return (
        products.on_sale()
        .annotate(price=Min("variants__price", filter=on_sale))
        .filter(price__isnull=False)
    )


def cards(products: ProductQuerySet) -> list[Card]:
    """In five queries, however many."""
    found = list(products.prefetch_related("pictures"))
    ids = [product.pk for product in found]
    availability = Stock.objects.availability_by_product(ids)
    offered = defaultdict(list)
    for variant in Variant.objects.filter(product__in=ids, archived=False):
        offered[variant.product_id].append(variant)
    return [
        card(one, offered[one.pk], availability) for one in found if offered[one.pk]
    ]


def card(
    product: Product,
    offered: Sequence[Variant],
    availability: dict[int, Availability],
) -> Card:
    return Card(
        product=product,
        picture=next(iter(product.pictures.all()), None),
        cheapest=min(offered, key=lambda variant: variant.price),
        several_prices=len({variant.price for variant in offered}) > 1,
        availability=availability.get(product.pk, Availability.SOLD_OUT),
    )


def choices(product: Product) -> list[Choice]:
    variants = list(product.variants.filter(archived=False))
    states = Stock.objects.availability_by_variant([one.pk for one in variants])
    return [
        Choice(
            variant=variant,
            text=" · ".join(value for _, value in variant.options) or product.title,
            availability=states.get(variant.pk, Availability.SOLD_OUT),
        )
        for variant in variants
    ]


def axis_labels(product: Product) -> str:
    return ", ".join(str(Axis(axis).label) for axis in product.axes)
