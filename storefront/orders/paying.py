"""Money that comes in for an order, whenever it comes and however much it is."""

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from storefront.contract.clock import now
from storefront.customers.models import User
from storefront.inventory.services import OutOfStock
from storefront.orders.goods import sell_what_is_set_aside, take_stock
from storefront.orders.models import Order, OrderEvent
from storefront.orders.services import OrderMovedOn, expire_order, settled, write_event
from storefront.orders.signals import order_paid
from storefront.promotions.services import VoucherRefused, use_voucher

State, Money, Kind = Order.State, Order.Money, OrderEvent.Kind


class Came(TextChoices):
    """What money was for its order at the moment it came."""

    PAID = "paid", _("Paid in full")
    PART = "part", _("Less than is due")
    OVER = "over", _("More than is due")
    AGAIN = "again", _("Paid already: came twice")
    LATE = "late", _("Late, and the goods were still there")
    SHORT = "short", _("Late, and the goods are gone")
    CANCELLED = "cancelled", _("For a cancelled order")


@transaction.atomic
def add_money(
    *, order: Order, amount: int, by: User | None = None, note: str = ""
) -> Came:
    """Write the money down and move the order on as far as it goes.

    Callers see to it that the same money is not added twice.
    """
    if amount < 1:
        raise ValueError(f"Money that comes in is above zero, not {amount}.")
    order = expire_order(order=order)  # the job may not have come round yet
    before = order.due
    order.paid += amount
    came = took(order, before)
    order.save(update_fields=["paid", "money", "state"])
    if came in {Came.PAID, Came.OVER, Came.LATE}:
        write_event(order, Kind.PAID, by=by, note=note)
        order_paid.send(sender=Order, order=order)
    elif came in EVENTS:
        write_event(order, EVENTS[came], by=by, note=note)
    return came


@transaction.atomic
def add_what_is_due(*, order: Order, by: User) -> Order:
    """Staff saw the money on the account. Asked again, there is nothing due."""
    order = expire_order(order=order)
    if order.connection_id:  # it is paid over there
        raise OrderMovedOn(order)
    if order.due and order.state not in {State.CANCELLED, State.HELD}:
        add_money(order=order, amount=order.due, by=by)
    return Order.objects.get(pk=order.pk)


EVENTS = {Came.PART: Kind.PART_PAID, Came.SHORT: Kind.SHORT}


def took(order: Order, before: int) -> Came:
    """Change the order in memory, and its goods in the database."""
    if order.state == State.CANCELLED:
        order.money = Money.GIVE_BACK
        return Came.CANCELLED
    order.money = settled(order)
    if not before:
        order.money = Money.SHORT if order.state == State.EXPIRED else Money.OVER
        return Came.AGAIN
    if order.due:
        return Came.PART
    if order.state == State.EXPIRED:
        return came_late(order)
    if order.state == State.AWAITING:
        sell_what_is_set_aside(order)
        order.state = State.PLACED
    return Came.OVER if order.money == Money.OVER else Came.PAID


def came_late(order: Order) -> Came:
    """Its goods and its voucher are free again: take them anew, both or neither."""
    try:
        with transaction.atomic():
            if order.voucher_code:
                use_voucher(
                    code=order.voucher_code,
                    goods=order.subtotal,
                    phone=order.phone,
                    reference=order.number,
                    moment=order.placed_at,
                )
            take_stock(order, order.lines.all())
    except (OutOfStock, VoucherRefused):
        order.money = Money.SHORT
        return Came.SHORT
    order.state = State.PLACED
    return Came.LATE


def expire_orders() -> int:
    """Let go what was not paid in time, each order by itself; return how many."""
    due = Order.objects.not_paid_by(now()).order_by("pay_until")
    return sum(expire_order(order=order).state == State.EXPIRED for order in due[:500])
