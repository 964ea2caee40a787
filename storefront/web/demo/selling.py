"""Give the demo shop a past: orders of the last week, in every state."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from storefront.catalog.models import Variant
from storefront.contract.clock import now
from storefront.customers.models import User
from storefront.orders import services
from storefront.orders.models import Order
from storefront.orders.services import Buyer, Line
from storefront.web.demo import data
from storefront.web.demo.loading import wait_for_turn

#: How long after one thing that happens to an order the next does.
PAUSE = timedelta(hours=2)

Step = Callable[[Order, User, str], Order]

STEPS: dict[str, Step] = {
    "confirm": lambda order, by, _: services.confirm_order(order=order, by=by),
    "complete": lambda order, by, _: services.complete_order(order=order, by=by),
    "cancel": lambda order, by, note: services.cancel_order(
        order=order, by=by, note=note
    ),
    "expire": lambda order, _by, _note: run_out(order),
    "cancel_by_customer": lambda order, _, note: services.cancel_order(
        order=order, by=None, note=note
    ),
}


def load_orders(orders: Sequence[data.Order], *, by: User) -> int:
    """Place the orders that are missing; the others have had their own fate since."""
    return sum(load_order(order, by=by) for order in orders if not placed(order))


def placed(order: data.Order) -> bool:
    return Order.objects.filter(checkout_key=order.key).exists()


@transaction.atomic
def load_order(wanted: data.Order, *, by: User) -> bool:
    """Return whether it was still missing when its turn came."""
    wait_for_turn()
    if placed(wanted):
        return False
    ids = dict(Variant.objects.filter(sku__in=wanted.lines).values_list("sku", "pk"))
    order = services.place_order(
        checkout_key=wanted.key,
        buyer=Buyer(
            name=wanted.name,
            phone=wanted.phone,
            address=wanted.address,
            email=wanted.email,
            note=wanted.note,
        ),
        lines=[Line(ids[sku], quantity) for sku, quantity in wanted.lines.items()],
        delivery_fee=settings.DELIVERY_FEE,
        client_ip=None,
        language=wanted.language,
        payment=Order.Payment(wanted.payment),
    )
    for step in wanted.after:
        order = STEPS[step](order, by, wanted.reason)
    move_back(order, timedelta(hours=wanted.hours_ago))
    return True


def run_out(order: Order) -> Order:
    """Let the time for its transfer be over."""
    order.pay_until = now()
    order.save(update_fields=["pay_until"])
    return services.expire_order(order=order)


def move_back(order: Order, ago: timedelta) -> None:
    """Let it have happened then, one step after the other."""
    if not ago:
        return
    order.placed_at -= ago
    order.save(update_fields=["placed_at"])
    for number, event in enumerate(order.events.all()):
        event.happened_at = order.placed_at + number * PAUSE
        event.save(update_fields=["happened_at"])
