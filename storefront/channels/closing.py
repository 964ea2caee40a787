"""Close connections whose platforms show nothing of ours any more."""

from django.db.models import Q

from storefront.channels.attempts import open_attempts
from storefront.channels.models import Listing
from storefront.channels.planner import is_behind
from storefront.connections import services
from storefront.connections.models import Connection


def finish() -> None:
    for connection in Connection.objects.closing():
        if not shows_something(connection):
            services.close(connection)


def shows_something(connection: Connection) -> bool:
    """Is anything of ours there, perhaps there, or not yet asked to be taken down?"""
    outside = Q(listed_at__isnull=False) | Q(sent_out=True)
    return (
        is_behind(connection)
        or Listing.objects.filter(outside, connection=connection).exists()
        or open_attempts(connection).exists()
    )
