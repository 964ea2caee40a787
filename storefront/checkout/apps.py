from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CheckoutConfig(AppConfig):
    name = "storefront.checkout"
    verbose_name = _("Checkout")

    def ready(self) -> None:
        import_module("storefront.checkout.receivers")
