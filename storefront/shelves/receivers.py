"""Hear the lower apps, inside their transaction: note what pages must show anew.

What staff change is on the shelves at once. A shopper's purchase only leaves a note,
and pages are made anew by it only where they would tell something else.
"""

from collections.abc import Iterable, Sequence

from django.db.models import BigIntegerField, QuerySet
from django.dispatch import receiver

from storefront.catalog.models import Variant
from storefront.catalog.signals import pictures_drawn, prices_changed, products_changed
from storefront.inventory.signals import stock_changed
from storefront.shelves.entries import refresh
from storefront.shelves.models import Touched
from storefront.shelves.services import touch_everything
from storefront.shop.compiled import Compiled
from storefront.shop.signals import profile_changed

#: More than these are left to the job: a person is waiting.
AT_ONCE = 200
#: So many a purchase has at most.
IN_A_CART = 50


@receiver(products_changed)
def refresh_products(product_ids: Sequence[int], **kwargs: object) -> None:
    at_once = len(product_ids) <= AT_ONCE
    if at_once:
        refresh(product_ids)
    touch(product_ids, refreshed=at_once)


@receiver(prices_changed)
def refresh_prices(variant_ids: Sequence[int], **kwargs: object) -> None:
    refresh_products(products_of(variant_ids))


@receiver(pictures_drawn)
def note_pictures(product_ids: Sequence[int], **kwargs: object) -> None:
    touch(product_ids, refreshed=True)


@receiver(stock_changed)
def note_stock(
    variant_ids: Sequence[int], *, shown: bool = True, **kwargs: object
) -> None:
    touch(products_of(variant_ids), shown=shown)


@receiver(profile_changed)
def note_profile(**kwargs: object) -> None:
    touch_everything()


def products_of(variant_ids: Sequence[int]) -> list[int]:
    few = len(variant_ids) <= IN_A_CART
    variants = few_variants(*variant_ids) if few else owners(*variant_ids)
    return sorted({variant.product_id for variant in variants})


def owners(*variant_ids: int) -> QuerySet[Variant]:
    return Variant.objects.filter(pk__in=variant_ids).order_by().only("product_id")


few_variants = Compiled(owners, BigIntegerField())


def touch(
    product_ids: Iterable[int], *, refreshed: bool = False, shown: bool = True
) -> None:
    Touched.objects.bulk_create(
        Touched(product_id=pk, refreshed=refreshed, shown=shown) for pk in product_ids
    )
