"""Every counted variant has a stock row from the start, so that staff find it."""

from collections.abc import Sequence

from django.dispatch import receiver

from storefront.catalog.models import Variant
from storefront.catalog.signals import products_changed
from storefront.inventory.models import Location, Stock


@receiver(products_changed)
def add_stock_rows(product_ids: Sequence[int], **_kwargs: object) -> None:
    first = Location.objects.first()
    bare = Variant.objects.filter(
        product__in=product_ids, stock_tracked=True, stock=None
    )
    if first is not None:
        rows = [Stock(variant=variant, location=first) for variant in bare]
        Stock.objects.bulk_create(rows, ignore_conflicts=True)
