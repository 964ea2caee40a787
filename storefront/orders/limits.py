"""How many orders one phone and one client may place before staff look first."""

from datetime import timedelta

from django.conf import settings
from django.db import connection

from storefront.contract.clock import now
from storefront.orders.models import Order


def over_the_limit(*, phone: str, client_ip: str | None) -> bool:
    """Has this phone or client had its orders of the last hour?

    Parallel orders of one buyer are counted one after the other: each waits here until
    the one before it is committed. Everybody waits for the phone first, then for the
    client, so nobody waits in a circle.
    """
    recent = Order.objects.placed_after(now() - timedelta(hours=1))
    wait_for_turn(f"phone {phone}")
    if recent.filter(phone=phone).count() >= settings.ORDERS_PER_PHONE:
        return True
    if client_ip is None:
        return False
    wait_for_turn(f"client {client_ip}")
    by_client = recent.filter(client_ip=client_ip).count()
    return by_client >= settings.ORDERS_PER_ADDRESS


def wait_for_turn(key: str) -> None:
    """Hold the key until the transaction ends. SQLite has one writer anyway."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
