from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation

from storefront.catalog.compiled_reads import variants_on_sale
from storefront.catalog.models import Variant
from storefront.catalog.sale_prices import at_this_moment
from storefront.catalog.search import normalise
from storefront.contract.clock import now
from storefront.customers.models import User
from storefront.orders.compiled_reads import order_by_key
from storefront.orders.goods import let_go, set_aside, take_stock
from storefront.orders.limits import Limit, limit_of, wait_for_turn
from storefront.orders.models import Order, OrderEvent, OrderLine
from storefront.orders.numbers import draw_number
from storefront.orders.signals import order_cancelled, order_placed
from storefront.promotions.reductions import reduction
from storefront.promotions.services import give_back_voucher, use_voucher

#: More of one thing than this is a slip of the finger, or a call to the shop.
MOST_OF_ONE = 99

State, Kind = Order.State, OrderEvent.Kind

CANCELLED_BY_CUSTOMER = {State.HELD, State.AWAITING, State.EXPIRED, State.PLACED}
CANCELLED_BY_STAFF = {*CANCELLED_BY_CUSTOMER, State.CONFIRMED}


class NotOnSale(Exception):
    def __init__(self, variant_id: int) -> None:
        super().__init__(f"Variant {variant_id} is not on sale.")
        self.variant_id = variant_id


class PriceChanged(Exception):
    def __init__(self, *, sku: str, seen: int, price: int) -> None:
        super().__init__(f"{sku}: {seen} seen, {price} now")
        self.sku, self.seen, self.price = sku, seen, price


class TotalChanged(Exception):
    """The buyer was shown another total."""

    def __init__(self, *, seen: int, total: int) -> None:
        super().__init__(f"{seen} seen, {total} now")
        self.seen, self.total = seen, total


class TooManyOrders(Exception):
    """This phone or client has had so many orders that no more are taken."""


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
    province_code: str = ""
    ward_code: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """So many of a variant; `seen_price` is what the buyer was told it costs."""

    variant_id: int
    quantity: int
    seen_price: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.quantity <= MOST_OF_ONE:
            raise ValueError(f"1 to {MOST_OF_ONE} of one thing, not {self.quantity}")


def place_order_here(
    *,
    checkout_key: UUID,
    buyer: Buyer,
    lines: Sequence[Line],
    delivery_fee: int,
    client_ip: str | None,
    language: str,
    delivery_method: str = "",
    payment: Order.Payment = Order.Payment.CASH_ON_DELIVERY,
    voucher_code: str = "",
    seen_total: int | None = None,
    customer: User | None = None,
) -> Order:
    """Take the stock and create the order, or change nothing and say why not.

    Again with the same checkout key, even at once, returns the first call's order.
    Raises OutOfStock, NotOnSale, PriceChanged, VoucherRefused, TotalChanged or
    TooManyOrders. A buyer with many orders gets a held one, which takes no stock until
    staff release it. One that is paid by transfer only sets its goods aside.
    In the caller's transaction, which whoever raises must undo.
    """
    client = [f"client {client_ip}"] if client_ip else []
    wait_for_turn(f"form {checkout_key}", f"phone {buyer.phone}", *client)
    if placed := order_by_key.first(checkout_key):
        return placed
    limit = limit_of(phone=buyer.phone, client_ip=client_ip)
    if limit is Limit.REFUSE:
        raise TooManyOrders
    order = Order(
        checkout_key=checkout_key,
        number=draw_number(),
        payment=payment,
        language=language,
        client_ip=client_ip,
        customer=customer,
        currency=settings.SHOP_CURRENCY,
        delivery_method=delivery_method,
        delivery_fee=delivery_fee,
        placed_at=now(),
        **described(buyer),
    )
    bought = order_lines(order, lines)
    add_up(order, bought, voucher_code, seen_total)
    if limit is Limit.HOLD:
        order.state = State.HELD
        return write_down(order, bought, Kind.HELD)
    open_up(order)
    write_down(order, bought, Kind.PLACED)
    return begin(order, bought)


#: The same in a transaction of its own.
place_order = transaction.atomic(place_order_here)


def write_down(
    order: Order, lines: Sequence[OrderLine], kind: OrderEvent.Kind
) -> Order:
    order.save(force_insert=True)
    OrderLine.objects.bulk_create(lines)
    write_event(order, kind)
    return order


def open_up(order: Order) -> None:
    """Say in memory what it waits for: its money where that comes first, or staff."""
    if order.awaits_money:
        order.state = State.AWAITING
        order.pay_until = now() + timedelta(hours=settings.PAY_WITHIN_HOURS)
    else:
        order.state = State.PLACED
        order.money = settled(order)


def begin(order: Order, lines: Iterable[OrderLine]) -> Order:
    """Take the stock, or set it aside where money comes first; tell of the order."""
    if order.state == State.AWAITING:
        set_aside(order, lines)
        write_event(order, Kind.AWAITING)
    else:
        take_stock(order, lines)
    order_placed.send(sender=Order, order=order)
    return order


def release(order: Order, *, by: User) -> Order:
    open_up(order)
    order.save(update_fields=["state", "pay_until", "money"])
    write_event(order, Kind.RELEASED, by=by)
    return begin(order, order.lines.all())


def settled(order: Order) -> Order.Money:
    """What has come in for an order that can still be fulfilled."""
    if order.payment == Order.Payment.CASH_ON_DELIVERY and not order.paid:
        return Order.Money.NONE
    if order.due:
        return Order.Money.PART if order.paid else Order.Money.NONE
    return Order.Money.OVER if order.paid > order.total else Order.Money.PAID


def described(buyer: Buyer) -> dict[str, str]:
    return {
        "buyer_name": buyer.name,
        "phone": buyer.phone,
        "email": buyer.email,
        "address": buyer.address,
        "province_code": buyer.province_code,
        "ward_code": buyer.ward_code,
        "note": buyer.note,
        "search_text": normalise(buyer.name),
    }


def order_lines(order: Order, lines: Sequence[Line]) -> list[OrderLine]:
    """Copy titles and prices as they are now; the buyer's own are only compared."""
    if not lines:
        raise ValueError("An order has at least one line.")
    wanted = sorted({line.variant_id for line in lines})
    on_sale = {variant.pk: variant for variant in variants_on_sale(*wanted)}
    with translation.override(order.language):
        return [order_line(order, line, on_sale) for line in lines]


def add_up(
    order: Order, lines: Sequence[OrderLine], voucher_code: str, seen: int | None
) -> None:
    order.subtotal = sum(line.total for line in lines)
    voucher = None
    if voucher_code:
        voucher = use_voucher(
            code=voucher_code,
            goods=order.subtotal,
            phone=order.phone,
            reference=order.number,
        )
        order.voucher_code = voucher.code
    less = reduction(voucher, goods=order.subtotal, delivery=order.delivery_fee)
    order.discount = less.goods
    order.delivery_fee -= less.delivery
    order.total = order.subtotal - order.discount + order.delivery_fee
    if seen not in (None, order.total):
        raise TotalChanged(seen=seen, total=order.total)


def order_line(order: Order, line: Line, on_sale: dict[int, Variant]) -> OrderLine:
    variant = on_sale.get(line.variant_id)
    if variant is None:
        raise NotOnSale(line.variant_id)
    at_this_moment(variant)
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


@transaction.atomic
def release_order(*, order: Order, by: User) -> Order:
    """Let a held order take its stock, at the prices of its day, or OutOfStock.

    So too one whose money came when its goods were gone, once there are goods again.
    """
    order = locked(order)
    if order.state in {State.PLACED, State.AWAITING}:
        return order
    if order.state == State.EXPIRED and order.money == Order.Money.SHORT:
        return release(order, by=by)
    if order.state != State.HELD:
        raise OrderMovedOn(order)
    return release(order, by=by)


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
    check_state(order, CANCELLED_BY_STAFF if by else CANCELLED_BY_CUSTOMER)
    give_back_voucher(code=order.voucher_code, reference=order.number)
    let_go(order)
    order.state = State.CANCELLED
    order.money = Order.Money.GIVE_BACK if order.paid else order.money
    order.save(update_fields=["state", "money"])
    write_event(order, Kind.CANCELLED, by=by, note=note)
    order_cancelled.send(sender=Order, order=order)
    return order


@transaction.atomic
def expire_order(*, order: Order) -> Order:
    """Let the goods go if the money has not come in time, once; else change nothing."""
    order = locked(order)
    if order.state != State.AWAITING or not order.overdue_at(now()):
        return order
    give_back_voucher(code=order.voucher_code, reference=order.number)
    let_go(order)
    order.state = State.EXPIRED
    order.save(update_fields=["state"])
    write_event(order, Kind.EXPIRED)
    return order


def locked(order: Order) -> Order:
    return Order.objects.select_for_update().get(pk=order.pk)


def check_state(order: Order, allowed: set[Order.State]) -> None:
    if order.state not in allowed:
        raise OrderMovedOn(order)


def move(order: Order, allowed: set[Order.State], state: Order.State) -> None:
    check_state(order, allowed)
    order.state = state
    order.save(update_fields=["state"])


def write_event(
    order: Order, kind: OrderEvent.Kind, *, by: User | None = None, note: str = ""
) -> None:
    order.events.create(kind=kind, made_by=by, note=note, happened_at=now())
