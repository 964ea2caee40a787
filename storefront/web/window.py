"""What the shop puts forward: collections with a picture, best sellers, neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import OuterRef, Q, Subquery, Sum

from storefront.catalog.models import Category, Picture, Product, Variant
from storefront.contract.clock import now
from storefront.inventory.models import Availability
from storefront.orders.models import Order, OrderLine
from storefront.shop.remembering import remembered
from storefront.web.shelf import Card, cards, for_sale

MOST_SELLERS = 8
SOLD_WITHIN = timedelta(days=60)
NEIGHBOURS = 4


@dataclass(frozen=True)
class Collection:
    """A top category, with a picture of the newest thing in it."""

    category: Category
    picture: Picture | None


@remembered(seconds=30)
def collections() -> list[Collection]:
    tops = Category.objects.get_root_nodes().filter(shown=True)
    newest = Picture.objects.filter(
        product__category__path__startswith=OuterRef("path"),
        product__state=Product.State.ACTIVE,
        position=0,
    ).order_by("-product__created_at")
    found = list(tops.annotate(cover=Subquery(newest.values("pk")[:1])))
    pictures = Picture.objects.in_bulk([one.cover for one in found if one.cover])
    return [Collection(one, pictures.get(one.cover)) for one in found]


@remembered(seconds=60)
def best_selling() -> list[int]:
    """The products of which most was ordered lately, best first."""
    sold = (
        OrderLine.objects.filter(order__placed_at__gt=now() - SOLD_WITHIN)
        .exclude(order__state__in=[Order.State.HELD, Order.State.CANCELLED])
        .values("variant__product")
        .annotate(units=Sum("quantity"))
        .order_by("-units", "variant__product")
    )
    return [row["variant__product"] for row in sold[: 2 * MOST_SELLERS]]


def best_sellers() -> list[Card]:
    """Those of them that can be had now."""
    ids = best_selling()
    found = {
        card.product.pk: card
        for card in cards(for_sale(Product.objects.filter(pk__in=ids)))
        if card.availability != Availability.SOLD_OUT
    }
    return [found[pk] for pk in ids if pk in found][:MOST_SELLERS]


def neighbours(product: Product) -> Sequence[Card]:
    """Others of its shelf, its own category first; two queries, as the page is busy."""
    shelf = product.category.path[: Category.steplen]
    others = (
        Product.objects.on_sale()
        .filter(category__path__startswith=shelf)
        .exclude(pk=product.pk)
        .annotate(near=Q(category=product.category_id))
    )
    found = others.for_cards().order_by("-near", "-pk")[:NEIGHBOURS]
    return [neighbour(one) for one in found]


def neighbour(product: Product) -> Card:
    return Card(
        product=product,
        picture=product.cover,
        cheapest=Variant(product=product, price=product.lowest_price or 0),
        several_prices=product.lowest_price != product.highest_price,
        availability=Availability.IN_STOCK,
    )
