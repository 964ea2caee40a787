from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DrillsConfig(AppConfig):
    name = "storefront.drills"
    verbose_name = _("Outage drills")
