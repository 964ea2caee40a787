"""How many orders one phone and one client may place before staff look first,
and how many before the shop takes no more.
"""

from datetime import timedelta
from enum import Enum, auto

from django.conf import settings
from django.db import connection

from storefront.contract.clock import now
from storefront.orders.models import Order


class Limit(Enum):
    WITHIN = auto()
    #: Staff look first.
    HOLD = auto()
    #: Not even staff want to look at that many.
    REFUSE = auto()


def limit_of(*, phone: str, client_ip: str | None) -> Limit:
    """What this phone's or client's orders of the last hour allow for the next one.

    Parallel orders of one buyer are counted one after the other: each waits here until
    the one before it is committed. Everybody waits for the phone first, then for the
    client, so nobody waits in a circle.
    """
    recent = Order.objects.placed_after(now() - timedelta(hours=1))
    wait_for_turn(f"phone {phone}")
    found = judged(
        recent.filter(phone=phone).count(),
        settings.ORDERS_PER_PHONE,
        settings.MOST_ORDERS_PER_PHONE,
    )
    if client_ip is None or found is Limit.REFUSE:
        return found
    wait_for_turn(f"client {client_ip}")
    by_client = judged(
        recent.filter(client_ip=client_ip).count(),
        settings.ORDERS_PER_ADDRESS,
        settings.MOST_ORDERS_PER_ADDRESS,
    )
    return max(found, by_client, key=lambda limit: limit.value)


def judged(placed: int, free: int, most: int) -> Limit:
    if placed >= most:
        return Limit.REFUSE
    return Limit.HOLD if placed >= free else Limit.WITHIN


def wait_for_turn(key: str) -> None:
    """Hold the key until the transaction ends. SQLite has one writer anyway."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
