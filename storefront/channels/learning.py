"""How much is likely to be sold between an order on a channel and our knowing of it."""

from datetime import timedelta
from math import sqrt

from django.db import transaction
from django.db.models import Min, Sum
from django.utils import timezone

from storefront.channels.caution import Caution, LearnedBuffer
from storefront.channels.models import Offer
from storefront.connections.models import Connection
from storefront.connections.services import bump_rules
from storefront.contract import clock
from storefront.inventory.models import Movement
from storefront.orders.models import Order

#: Days that are looked back at, and orders of them.
DAYS, ORDERS = timedelta(days=14), 500
NEARLY_ALL = 0.95
SALES = [Movement.Reason.SALE, Movement.Reason.CHANNEL]


@transaction.atomic
def learn(connection: Connection) -> int:
    """Keep what is learned, and have it told if it is something else than before;
    return for how many variants. Where orders are not late, nothing is kept back.
    """
    row = Caution.objects.select_for_update().filter(connection=connection, learns=True)
    delay = order_delay(connection) if row.exists() else None
    row.update(order_delay=delay)
    learned = units_by_variant(connection, delay) if delay else {}
    rows = LearnedBuffer.objects.filter(connection=connection)
    before = dict(rows.values_list("variant_id", "units"))
    rows.delete()
    LearnedBuffer.objects.bulk_create(
        LearnedBuffer(connection=connection, variant_id=pk, units=units, sold=sold)
        for pk, (units, sold) in learned.items()
    )
    if before != {pk: units for pk, (units, _sold) in learned.items()}:
        bump_rules(connection)
    return len(learned)


def order_delay(connection: Connection) -> timedelta | None:
    """From the moment of the order there to the first thing written down of it here."""
    recent = Order.objects.filter(
        connection=connection, placed_at__gte=clock.now() - DAYS
    )
    known = recent.annotate(known_at=Min("events__happened_at")).exclude(known_at=None)
    moments = known.order_by("-placed_at").values_list("placed_at", "known_at")
    late: list[timedelta] = sorted(after - placed for placed, after in moments[:ORDERS])
    if not late:
        return None
    return max(late[int((len(late) - 1) * NEARLY_ALL)], timedelta(0))


def units_by_variant(
    connection: Connection, delay: timedelta
) -> dict[int, tuple[int, int]]:
    """Of what is listed there: units to keep back, and how many were sold."""
    since = timezone.now() - DAYS
    moves = Movement.objects.filter(created_at__gte=since, reason__in=SALES)
    listed = Offer.objects.filter(connection=connection).values("variant")
    sums = moves.filter(stock__variant__in=listed).values("stock__variant")
    totals = sums.annotate(units=-Sum("quantity")).order_by("stock__variant")
    return {
        pk: (units, sold)
        for pk, sold in totals.values_list("stock__variant", "units")
        if sold > 0 and (units := likely(sold, delay))
    }


def likely(sold: int, delay: timedelta) -> int:
    """Sales come by chance: in nearly every such while no more than this are sold."""
    mean = sold * (delay / DAYS)
    return int(mean + 2 * sqrt(mean))
