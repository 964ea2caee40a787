from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CartConfig(AppConfig):
    name = "storefront.cart"
    verbose_name = _("Carts")

    def ready(self) -> None:
        import_module("storefront.cart.receivers")
