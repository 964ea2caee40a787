"""How many orders one phone and one client may place before staff look first,
and how many before the shop takes no more.
"""

from datetime import timedelta
from enum import Enum, auto

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q

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

    Parallel orders of one buyer are counted one after the other where each has waited
    for its turn.
    """
    recent = Order.objects.placed_after(now() - timedelta(hours=1))
    theirs = Q(phone=phone) | Q(client_ip=client_ip) if client_ip else Q(phone=phone)
    placed = recent.filter(theirs).aggregate(
        by_phone=Count("pk", filter=Q(phone=phone)),
        by_client=Count("pk", filter=Q(client_ip=client_ip)),
    )
    by_phone = judged(
        placed["by_phone"], settings.ORDERS_PER_PHONE, settings.MOST_ORDERS_PER_PHONE
    )
    by_client = judged(
        placed["by_client"] if client_ip else 0,
        settings.ORDERS_PER_ADDRESS,
        settings.MOST_ORDERS_PER_ADDRESS,
    )
    return max(by_phone, by_client, key=lambda limit: limit.value)


def judged(placed: int, free: int, most: int) -> Limit:
    if placed >= most:
        return Limit.REFUSE
    return Limit.HOLD if placed >= free else Limit.WITHIN


def wait_for_turn(*keys: str) -> None:
    """Hold the keys, one after the other, until the transaction ends.

    All who ask name them in the same order of kinds, so nobody waits in a circle.
    SQLite has one writer anyway.
    """
    if connection.vendor != "postgresql":
        return
    turns = (
        "SELECT pg_advisory_xact_lock(hashtextextended(key, 0))"
        " FROM unnest(%s::text[]) AS key"
    )
    with connection.cursor() as cursor:
        cursor.execute(turns, [list(keys)])
