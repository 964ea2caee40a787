from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "storefront.intake"
    verbose_name = _("Orders of channels")

    def ready(self) -> None:
        import_module("storefront.intake.receivers")
