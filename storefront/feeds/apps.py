from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedsConfig(AppConfig):
    name = "storefront.feeds"
    verbose_name = _("Feeds")

    def ready(self) -> None:
        import_module("storefront.feeds.receivers")
