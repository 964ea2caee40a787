from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConnectionsConfig(AppConfig):
    name = "storefront.connections"
    verbose_name = _("Connections")

    def ready(self) -> None:
        import_module("storefront.connections.checks")
        import_module("storefront.connections.plugins").discover()
