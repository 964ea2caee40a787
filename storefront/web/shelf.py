"""Products as the pages show them: what they cost and whether they can be had."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField, QuerySet

from storefront.catalog.compiled_reads import read_covers
from storefront.catalog.models import Picture, Product, Variant
from storefront.inventory.models import Availability, units_left
from storefront.shop.compiled import Compiled

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
    products = read_products(*product_ids) if product_ids else []
    read_covers(products)
    found = {product.pk: product for product in products}
    offered = defaultdict(list)
    for variant in read_variants(*found) if found else []:
        state = state_of(variant, variant.units)  # type: ignore[attr-defined]
        offered[variant.product_id].append((variant, state))
    return [card(found[pk], offered[pk]) for pk in product_ids if offered.get(pk)]


def products_among(*ids: int) -> QuerySet[Product]:
    on_sale: QuerySet[Product] = Product.objects.on_sale()
    return on_sale.filter(pk__in=ids).defer(*UNSHOWN).order_by()


def variants_among(*product_ids: int) -> QuerySet[Variant]:
    sold = Variant.objects.filter(product__in=product_ids, archived=False)
    return sold.only(*PRICED).annotate(units=units_left("pk"))


read_products = Compiled(products_among, BigIntegerField())
read_variants = Compiled(variants_among, BigIntegerField())


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
