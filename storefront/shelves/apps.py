from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShelvesConfig(AppConfig):
    name = "storefront.shelves"
    verbose_name = _("Shelves")

    def ready(self) -> None:
        import_module("storefront.shelves.receivers")
