from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    name = "storefront.channels"
    verbose_name = _("Channels")

    def ready(self) -> None:
        import_module("storefront.channels.checks")
        import_module("storefront.channels.receivers")
