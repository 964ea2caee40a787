from django.utils.translation import gettext_lazy as _

from storefront.connections.models import Connection


class ConnectionHealth(Connection):
    """A connection as the health page shows it."""

    class Meta:
        proxy = True
        verbose_name = _("health")
        verbose_name_plural = _("health")
        default_permissions = ("view",)
