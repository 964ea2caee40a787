"""Hear the lower apps: note, inside their transaction, that feeds are out of date."""

from django.dispatch import receiver

from storefront.catalog.signals import prices_changed, products_changed
from storefront.channels.signals import category_placed, prices_approved
from storefront.feeds.models import Touch
from storefront.inventory.signals import stock_changed


@receiver(
    [products_changed, prices_changed, prices_approved, stock_changed, category_placed]
)
def note_change(**kwargs: object) -> None:
    Touch.objects.create()
