from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from storefront.catalog.other_names import finders


class ChannelsConfig(AppConfig):
    name = "storefront.channels"
    verbose_name = _("Channels")

    def ready(self) -> None:
        import_module("storefront.channels.checks")
        import_module("storefront.channels.receivers")
        offered_as = import_module("storefront.channels.offered_as")
        if offered_as.variants_offered_as not in finders:
            finders.append(offered_as.variants_offered_as)
