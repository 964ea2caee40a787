"""Why nothing goes out on a connection, in words that staff read."""

from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from storefront.connections.models import Connection
from storefront.contract.errors import NotNow
from storefront.contract.plugin import services

#: So long until a standstill that only staff can end is looked at again.
LOOK_AGAIN = timedelta(minutes=1)


def standstill(connection: Connection) -> NotNow | None:
    """Return what keeps every call but a check from going out, if anything does."""
    if connection.closed:
        return NotNow(_("The connection is closed."), retry_after=LOOK_AGAIN)
    if connection.service not in services():
        return NotNow(_("The plugin is not there."), retry_after=LOOK_AGAIN)
    if connection.needs_staff:
        return NotNow(
            _("The credentials no longer work: %(trouble)s")
            % {"trouble": connection.trouble},
            retry_after=LOOK_AGAIN,
        )
    if connection.paused:
        return pause_of(connection)
    if pushes_for_real(connection) and local(settings.SITE_URL):
        return NotNow(
            _(
                "The shop's address (SITE_URL) is %(site)s, which nobody outside can "
                "reach, so nothing is sent to the real platform. Set SITE_URL to the "
                "public address."
            )
            % {"site": settings.SITE_URL},
            retry_after=LOOK_AGAIN,
        )
    return None


def pause_of(connection: Connection) -> NotNow:
    reason = _("Paused: %(reason)s") % {"reason": connection.pause_reason}
    if connection.paused_until is None:
        return NotNow(reason, retry_after=LOOK_AGAIN)
    return NotNow(reason, retry_after=connection.paused_until - timezone.now())


def pushes_for_real(connection: Connection) -> bool:
    """Would a call reach the platform's own host, rather than a sandbox?"""
    service = services().get(connection.service)
    if service is None or local(service.address):
        return False
    used = connection.api_address or service.address
    return urlsplit(used).hostname == urlsplit(service.address).hostname


def local(address: str) -> bool:
    """Is this an address that only we can reach?"""
    host = urlsplit(address).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        last = host.rstrip(".").rpartition(".")[2]
        return "." not in host.rstrip(".") or last in {"localhost", "local", "test"}
