"""Products as the pages show them: what they cost and whether they can be had."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from storefront.catalog.models import Picture, Product, Variant
from storefront.inventory.models import Availability, Stock

#: Long texts that no card shows.
UNSHOWN = ("description", "description_vi", "description_en", "search_text")


@dataclass(frozen=True)
class Card:
    """A product among others."""

    product: Product
    picture: Picture | None
    cheapest: Variant
    several_prices: bool
    availability: Availability


def cards(product_ids: Sequence[int]) -> list[Card]:
    """In this order and in four queries, however many."""
    products = Product.objects.on_sale().defer(*UNSHOWN).with_covers()
    found = products.in_bulk(list(product_ids))
    offered = defaultdict(list)
    for variant in Variant.objects.filter(product__in=found, archived=False):
        offered[variant.product_id].append(variant)
    units = Stock.objects.available_by_variant(
        variant.pk for variants in offered.values() for variant in variants
    )
    return [
        card(found[pk], offered[pk], units) for pk in product_ids if offered.get(pk)
    ]


def card(product: Product, offered: Sequence[Variant], units: dict[int, int]) -> Card:
    return Card(
        product=product,
        picture=product.cover,
        cheapest=min(offered, key=lambda variant: variant.price),
        several_prices=len({variant.price for variant in offered}) > 1,
        availability=max(state(variant, units) for variant in offered),
    )


def state(variant: Variant, units: dict[int, int]) -> Availability:
    if not variant.stock_tracked:
        return Availability.IN_STOCK
    return Availability.of(units.get(variant.pk, 0))
