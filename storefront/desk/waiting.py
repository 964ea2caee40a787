"""What waits for staff: how many, and the list that shows exactly these."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from storefront.contract import clock
from storefront.customers.models import User
from storefront.intake.models import SoldThing
from storefront.inventory.models import Stock
from storefront.orders import deadlines
from storefront.orders.models import Order
from storefront.payments.models import Transfer

Wanted = dict[str, str]

#: In the words of the list's own filter, so that the count and the list agree.
ORDERS: tuple[tuple[Promise, Wanted], ...] = (
    (_("New, to be confirmed"), {"state__exact": Order.State.PLACED}),
    (_("Held for a look by you"), {"state__exact": Order.State.HELD}),
    (_("Confirmed, to be handed over"), {"state__exact": Order.State.CONFIRMED}),
    (_("Waiting for the transfer"), {"state__exact": Order.State.AWAITING}),
    (_("Paid, but the goods are gone"), {"money__exact": Order.Money.SHORT}),
    (_("Money to give back"), {"money__exact": Order.Money.GIVE_BACK}),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    words: str
    count: int
    address: str


def waiting_orders(user: User) -> Iterator[Waiting]:
    """One query for all of them."""
    if not user.has_perm("orders.view_order"):
        return
    asked = (*ORDERS, (_("Came in today"), {"placed_at__gte": str(midnight())}))
    counts = Order.objects.aggregate(
        **{
            f"n{at}": Count("pk", Q(**wanted))
            for at, (_words, wanted) in enumerate(asked)
        }
    )
    for at, (words, wanted) in enumerate(asked):
        yield waiting(words, counts[f"n{at}"], "orders_order", wanted)


def waiting_shipments(user: User) -> Iterator[Waiting]:
    """Only what is near or past: most shops have no channel that says until when."""
    if not user.has_perm("orders.view_order"):
        return
    moment = clock.now()
    for words, stage in (
        (_("Late: a channel wanted them sent by now"), deadlines.LATE),
        (_("To be sent soon, or they are late"), deadlines.SOON),
    ):
        if count := deadlines.due(stage, moment=moment).count():
            yield waiting(words, count, "orders_order", {"ship": stage})


def waiting_goods(user: User) -> Iterator[Waiting]:
    if user.has_perm("inventory.view_stock"):
        stock = Stock.objects.counted()
        for words, level in ((_("Sold out"), "out"), (_("Few left"), "few")):
            count = stock.at_level(level).count()
            yield waiting(words, count, "inventory_stock", {"stock": level})
    if user.has_perm("intake.view_soldthing"):
        count = SoldThing.objects.filter(variant=None).count()
        words = _("Sold on a channel, and not known as what")
        yield waiting(words, count, "intake_soldthing", {"variant__isempty": "1"})


def waiting_money(user: User) -> Iterator[Waiting]:
    if user.has_perm("payments.view_transfer"):
        unknown = Transfer.objects.filter(came=Transfer.UNKNOWN)
        words, wanted = _("Transfers that name no order"), {"came__exact": "unknown"}
        yield waiting(words, unknown.count(), "payments_transfer", wanted)


def waiting(words: Promise, count: int, rows: str, wanted: Wanted) -> Waiting:
    address = reverse(f"admin:{rows}_changelist")
    return Waiting(str(words), count, f"{address}?{urlencode(wanted)}")


def midnight() -> object:
    """When today began, by the shop clock."""
    now = timezone.localtime(clock.now())
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
