"""The quiet hours, in which what is there is compared with what is here."""

from datetime import datetime, timedelta

from django.utils import timezone

from storefront.connections.models import Connection
from storefront.contract import clock

#: From 3 o'clock on, by the shop's own time, spread over two hours.
BEGINS, SPREAD = timedelta(hours=3), 120


def last_night(connection: Connection) -> datetime:
    """When its moment last came. Whoever slept through it makes up for it."""
    now = timezone.localtime(clock.now())
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    moment = midnight + BEGINS + timedelta(minutes=connection.pk * 17 % SPREAD)
    return moment if moment <= now else moment - timedelta(days=1)
