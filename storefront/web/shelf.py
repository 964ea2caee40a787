"""Products as the pages show them: what they cost and whether they can be had."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from storefront.catalog.models import Picture, Product, Variant
from storefront.inventory.models import Availability, units_left

#: Long texts that no card shows.
UNSHOWN = ("description", "description_vi", "description_en", "search_text")
#: What a card needs to know of a variant.
PRICED = ("product", "price", "compare_at_price", "stock_tracked")


@dataclass(frozen=True)
class Card:
    """A product among others."""

    product: Product
    picture: Picture | None
    cheapest: Variant
    several_prices: bool
    availability: Availability


def cards(product_ids: Sequence[int]) -> list[Card]:
    """In this order and in three queries, however many."""
    products = Product.objects.on_sale().defer(*UNSHOWN).with_covers()
    found = products.in_bulk(list(product_ids))
    offered = defaultdict(list)
    variants = Variant.objects.only(*PRICED).filter(product__in=found, archived=False)
    for variant in variants.annotate(units=units_left("pk")):
        state = state_of(variant, variant.units)
        offered[variant.product_id].append((variant, state))
    return [card(found[pk], offered[pk]) for pk in product_ids if offered.get(pk)]


def card(product: Product, offered: Sequence[tuple[Variant, Availability]]) -> Card:
    return Card(
        product=product,
        picture=product.cover,
        cheapest=min((one for one, _state in offered), key=lambda one: one.price),
        several_prices=len({one.price for one, _state in offered}) > 1,
        availability=max(state for _one, state in offered),
    )


def state_of(variant: Variant, units: int) -> Availability:
    return Availability.of(units) if variant.stock_tracked else Availability.IN_STOCK
