"""What the shop puts forward: collections with a picture, best sellers, neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from storefront.catalog.models import Category, Picture, Product, Variant
from storefront.inventory.models import Availability
from storefront.shelves.models import Entry
from storefront.shop.remembering import remembered
from storefront.web.shelf import Card, cards

MOST_SELLERS = 8
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


def best_sellers() -> list[Card]:
    """Those of them that can be had now."""
    sold = Entry.objects.filter(sold__gt=0, availability__gt=Availability.SOLD_OUT)
    return cards([entry.pk for entry in sold.best_sellers()[:MOST_SELLERS]])


def neighbours(product: Product) -> Sequence[Card]:
    """The newest others of its category; two queries, as the page is busy."""
    beside = Entry.objects.holding([[f"in:{product.category_id}"]])
    others = beside.exclude(pk=product.pk).newest().with_products()[:NEIGHBOURS]
    return [neighbour(one) for one in others]


def neighbour(entry: Entry) -> Card:
    return Card(
        product=entry.product,
        picture=entry.product.cover,
        cheapest=Variant(product=entry.product, price=entry.lowest_price),
        several_prices=entry.lowest_price != entry.highest_price,
        availability=Availability(entry.availability),
    )
