from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    name = "storefront.inventory"
    verbose_name = _("Stock")

    def ready(self) -> None:
        import_module("storefront.inventory.receivers")
