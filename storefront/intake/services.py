from datetime import datetime

from django.db import transaction

from storefront.catalog.models import Variant
from storefront.intake import tasks
from storefront.intake.importing import tell_missing, want_look
from storefront.intake.models import ImportedOrder, Reading, SoldThing
from storefront.orders.channel_orders import book_goods
from storefront.orders.models import OrderLine
from storefront.orders.services import locked
from storefront.outbox.alerts import settle_alert


@transaction.atomic
def look_again(row: ImportedOrder) -> None:
    """Read it once more, now and with all tries."""
    want_look(row.connection, [row.external_id])
    tasks.wake_look(row.connection_id)


@transaction.atomic
def read_again(reading: Reading, *, since: datetime) -> None:
    """Have all that changed since then read once more. What is the same stays so,
    and a reading that is under way does not count.
    """
    Reading.objects.filter(pk=reading.pk).update(again_from=since)
    tasks.wake_reading(reading.connection_id)


@transaction.atomic
def say_what_it_is(*, thing: SoldThing, variant: Variant) -> int:
    """Remember it for the orders to come, and let those that wait take their stock.

    Returns how many orders waited for it. Lines that have a variant keep it.
    """
    thing.variant = variant
    thing.save()
    lines = OrderLine.objects.filter(
        order__connection=thing.connection_id,
        external_id=thing.external_id,
        variant=None,
    )
    waiting = ImportedOrder.objects.filter(
        order__in=list(lines.values_list("order", flat=True))
    )
    rows = list(waiting.order_by("pk").select_for_update(of=("self",)))
    lines.update(variant=variant)
    for row in rows:
        take_goods(row)
    settle_alert(kind="unknown thing", subject=str(thing.pk))
    return len(rows)


def take_goods(row: ImportedOrder) -> None:
    if row.order and not row.past:
        order = locked(row.order)
        tell_missing(row, book_goods(order, goods_out=row.goods_out))
