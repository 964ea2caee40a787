from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation

from storefront.catalog.models import Variant
from storefront.catalog.search import normalise
from storefront.contract.clock import now
from storefront.customers.models import User
from storefront.inventory.services import put_back, take
from storefront.orders.limits import over_the_limit
from storefront.orders.models import Order, OrderEvent, OrderLine
from storefront.orders.numbers import draw_number
from storefront.orders.signals import order_cancelled, order_placed

#: More of one thing than this is a slip of the finger, or a call to the shop.
MOST_OF_ONE = 99

State, Kind = Order.State, OrderEvent.Kind

CANCELLED_BY_CUSTOMER = {State.HELD, State.PLACED}
CANCELLED_BY_STAFF = {*CANCELLED_BY_CUSTOMER, State.CONFIRMED}


class NotOnSale(Exception):
    def __init__(self, variant_id: int) -> None:
        super().__init__(f"Variant {variant_id} is not on sale.")
        self.variant_id = variant_id


class PriceChanged(Exception):
    def __init__(self, *, sku: str, seen: int, price: int) -> None:
        super().__init__(f"{sku}: {seen} seen, {price} now")
        self.sku, self.seen, self.price = sku, seen, price


class OrderMovedOn(Exception):
    """The order is in a state in which this can no longer, or not yet, be done."""

    def __init__(self, order: Order) -> None:
        super().__init__(f"{order.number} is {order.state}")
        self.order = order


@dataclass(frozen=True, slots=True)
class Buyer:
    """Whoever the goods go to. The phone is in E.164."""

    name: str
    phone: str
    address: str
    email: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """So many of a variant; `seen_price` is what the buyer was told it costs."""

    variant_id: int
    quantity: int
    seen_price: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.quantity <= MOST_OF_ONE:
            raise ValueError(f"1 to {MOST_OF_ONE} of one thing, not {self.quantity}")


@transaction.atomic
def place_order(
    *,
    checkout_key: UUID,
    buyer: Buyer,
    lines: Sequence[Line],
    delivery_fee: int,
    client_ip: str | None,
    language: str,
) -> Order:
    """Take the stock and create the order, or change nothing and say why not.

    Again with the same checkout key, even at once, returns the first call's order.
    Raises OutOfStock, NotOnSale or PriceChanged. A buyer with too many orders gets a
    held one, which takes no stock until staff release it.
    """
    held = over_the_limit(phone=buyer.phone, client_ip=client_ip)
    order, created = Order.objects.get_or_create(
        checkout_key=checkout_key,
        defaults=described(buyer)
        | {
            "number": draw_number,
            "state": State.HELD if held else State.PLACED,
            "language": language,
            "client_ip": client_ip,
            "currency": settings.SHOP_CURRENCY,
            "subtotal": 0,
            "delivery_fee": delivery_fee,
            "total": 0,
            "placed_at": now(),
        },
    )
    if not created:
        return order
    write_lines(order, lines)
    if held:
        write_event(order, Kind.HELD)
        return order
    take_stock(order)
    write_event(order, Kind.PLACED)
    order_placed.send(sender=Order, order=order)
    return order


def described(buyer: Buyer) -> dict[str, str]:
    return {
        "buyer_name": buyer.name,
        "phone": buyer.phone,
        "email": buyer.email,
        "address": buyer.address,
        "note": buyer.note,
        "search_text": normalise(buyer.name),
    }


def write_lines(order: Order, lines: Sequence[Line]) -> None:
    """Copy titles and prices as they are now; the buyer's own are only compared."""
    if not lines:
        raise ValueError("An order has at least one line.")
    wanted = [line.variant_id for line in lines]
    on_sale = Variant.objects.on_sale().select_related("product").in_bulk(wanted)
    with translation.override(order.language):
        order_lines = [order_line(order, line, on_sale) for line in lines]
    OrderLine.objects.bulk_create(order_lines)
    order.subtotal = sum(line.total for line in order_lines)
    order.total = order.subtotal + order.delivery_fee
    order.save(update_fields=["subtotal", "total"])


def order_line(order: Order, line: Line, on_sale: dict[int, Variant]) -> OrderLine:
    variant = on_sale.get(line.variant_id)
    if variant is None:
        raise NotOnSale(line.variant_id)
    if line.seen_price not in (None, variant.price):
        raise PriceChanged(sku=variant.sku, seen=line.seen_price, price=variant.price)
    return OrderLine(
        order=order,
        variant=variant,
        sku=variant.sku,
        title=variant.product.title,
        options=", ".join(value for _, value in variant.options),
        quantity=line.quantity,
        unit_price=variant.price,
    )


def take_stock(order: Order) -> None:
    for variant_id, quantity in goods_of(order):
        take(variant_id=variant_id, quantity=quantity, reference=order.number)


def goods_of(order: Order) -> list[tuple[int, int]]:
    """So many of which variant, in the one lock order: no deadlocks."""
    lines = order.lines.order_by("variant_id")
    return [(line.variant_id, line.quantity) for line in lines if line.variant_id]


@transaction.atomic
def release_order(*, order: Order, by: User) -> Order:
    """Let a held order take its stock, at the prices of its day, or OutOfStock."""
    order = locked(order)
    if order.state == State.PLACED:
        return order
    move(order, {State.HELD}, State.PLACED)
    take_stock(order)
    write_event(order, Kind.RELEASED, by=by)
    order_placed.send(sender=Order, order=order)
    return order


@transaction.atomic
def confirm_order(*, order: Order, by: User) -> Order:
    return advance(order, State.PLACED, State.CONFIRMED, Kind.CONFIRMED, by)


@transaction.atomic
def complete_order(*, order: Order, by: User) -> Order:
    return advance(order, State.CONFIRMED, State.COMPLETED, Kind.COMPLETED, by)


def advance(
    order: Order,
    before: Order.State,
    after: Order.State,
    kind: OrderEvent.Kind,
    by: User,
) -> Order:
    """One step on. Asked again, it is already there."""
    order = locked(order)
    if order.state == after:
        return order
    move(order, {before}, after)
    write_event(order, kind, by=by)
    return order


@transaction.atomic
def cancel_order(*, order: Order, by: User | None, note: str = "") -> Order:
    """Cancel and put the stock back, once, however often and by how many it is asked.

    `by` nobody is the customer, who may until staff have confirmed the order.
    """
    order = locked(order)
    if order.state == State.CANCELLED:
        return order
    if order.connection_id:  # the channel would sell on: it is cancelled over there
        raise OrderMovedOn(order)
    had_stock = order.state != State.HELD
    move(order, CANCELLED_BY_STAFF if by else CANCELLED_BY_CUSTOMER, State.CANCELLED)
    if had_stock:
        for variant_id, _quantity in goods_of(order):
            put_back(variant_id=variant_id, reference=order.number)
    write_event(order, Kind.CANCELLED, by=by, note=note)
    order_cancelled.send(sender=Order, order=order)
    return order


def locked(order: Order) -> Order:
    return Order.objects.select_for_update().get(pk=order.pk)


def move(order: Order, allowed: set[Order.State], state: Order.State) -> None:
    if order.state not in allowed:
        raise OrderMovedOn(order)
    order.state = state
    order.save(update_fields=["state"])


def write_event(
    order: Order, kind: OrderEvent.Kind, *, by: User | None = None, note: str = ""
) -> None:
    order.events.create(kind=kind, made_by=by, note=note, happened_at=now())
