"""An order placed for the drill and rolled back: could somebody buy just now?"""

import time
import uuid

from django.db import transaction

from storefront.catalog.models import Variant
from storefront.inventory.models import Stock
from storefront.orders.services import Buyer, Line, place_order

#: Nobody's, by the rules of the numbering plan.
NOBODY = Buyer(name="Drill", phone="+84000000000", address="-")


class OrderFailed(Exception):
    """It could not be placed, and why."""


def rehearse_order() -> float | None:
    """Seconds it took; None where nothing is in stock. Nothing stays of it: no row, no
    letter, no stock.
    """
    on_sale = Variant.objects.on_sale().values("pk")
    stock = Stock.objects.sellable().filter(variant__in=on_sale).first()
    if stock is None:
        return None
    began = time.monotonic()
    try:
        with transaction.atomic():
            place(stock.variant_id)
            took = time.monotonic() - began
            transaction.set_rollback(True)
    except Exception as error:
        raise OrderFailed(f"{type(error).__name__}: {error}") from error
    return took


def place(variant_id: int) -> None:
    place_order(
        checkout_key=uuid.uuid4(),
        buyer=NOBODY,
        lines=[Line(variant_id=variant_id, quantity=1)],
        delivery_fee=0,
        client_ip=None,
        language="vi",
    )
