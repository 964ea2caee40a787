from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "storefront.customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        import_module("storefront.customers.receivers")
