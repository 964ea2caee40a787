"""The one lock order here: products, listings, held prices, parts, attempts; the rows
of each by their key.

Offers and reviews are changed by whoever holds their listing, and what was found there
by whoever holds the product, so that they need no place of their own. A page that is
read back writes down what it found before it locks parts. An order of a channel is
booked, its stock locked, before the parts are whose numbers it makes doubtful.
"""

from collections.abc import Iterable

from storefront.catalog.models import Product
from storefront.channels.models import Listing, Part


def lock_products(ids: Iterable[int]) -> list[Product]:
    rows = Product.objects.filter(pk__in=list(ids)).order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))


def lock_listings(ids: Iterable[int]) -> None:
    rows = Listing.objects.filter(pk__in=list(ids)).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))


def lock_parts(ids: Iterable[int]) -> dict[int, Part]:
    rows = Part.objects.filter(pk__in=list(ids)).order_by("pk")
    return {part.pk: part for part in rows.select_for_update(of=("self",))}
