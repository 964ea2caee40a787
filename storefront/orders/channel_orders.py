"""Orders that were sold elsewhere: the channel leads, and the row follows it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from storefront.catalog.search import normalise
from storefront.connections.models import Connection
from storefront.inventory.channel_sales import book
from storefront.orders.models import Order, OrderEvent, OrderLine
from storefront.orders.numbers import draw_number
from storefront.orders.services import locked, write_event

State, Kind = Order.State, OrderEvent.Kind

#: What is written down when an order comes into a state.
KINDS = {
    State.ON_HOLD: Kind.ON_HOLD,
    State.PLACED: Kind.PLACED,
    State.CONFIRMED: Kind.CONFIRMED,
    State.COMPLETED: Kind.COMPLETED,
    State.CANCELLED: Kind.CANCELLED,
}


#: Staff and channel take an order along these, each at their own pace.
STEPS = [State.PLACED, State.CONFIRMED, State.COMPLETED]


@dataclass(frozen=True, slots=True)
class SoldLine:
    """So many of a thing, at a price. `variant_id` None: nobody knows it yet."""

    external_id: str
    variant_id: int | None
    sku: str
    title: str
    quantity: int
    unit_price: int


@dataclass(frozen=True, slots=True)
class Sale:
    """An order as its channel holds it. `goods_out`: cancelled, and yet not with us;
    `ship_by`: until when it wants what has not left yet; `locations`: from where.
    """

    connection: Connection
    external_id: str
    state: Order.State
    lines: Sequence[SoldLine]
    currency: str
    total: int
    delivery_fee: int
    placed_at: datetime
    buyer_name: str = ""
    phone: str = ""
    address: str = ""
    note: str = ""
    goods_out: bool = False
    ship_by: datetime | None = None
    locations: Sequence[int] = ()


@transaction.atomic
def follow(*, sale: Sale, moves_stock: bool = True) -> tuple[Order, dict[str, int]]:
    """Make the order what the sale says it is now, and book its goods accordingly.

    Following the same sale again changes nothing. It never fails for lack of stock:
    returns, by sku, how many of the units it took are not there.
    """
    order, created = Order.objects.get_or_create(
        connection=sale.connection,
        external_id=sale.external_id,
        defaults=first_facts_of(sale) | facts_of(sale),
    )
    if created:
        write_event(order, KINDS[sale.state])
    else:
        order = locked(order)
        update(order, sale)
    write_lines(order, sale.lines)
    if not moves_stock:
        return order, {}
    return order, book_goods(order, goods_out=sale.goods_out, locations=sale.locations)


def first_facts_of(sale: Sale) -> dict[str, object]:
    return {
        "number": draw_number,
        "checkout_key": uuid.uuid4,
        "state": sale.state,
        "payment": Order.Payment.CHANNEL,
        "language": sale.connection.language,
        "placed_at": sale.placed_at,
    }


def facts_of(sale: Sale) -> dict[str, object]:
    return {
        "buyer_name": sale.buyer_name[:100],
        "phone": sale.phone[:16],
        "address": sale.address[:300],
        "note": sale.note[:500],
        "search_text": normalise(sale.buyer_name)[:200],
        "currency": sale.currency,
        "subtotal": sum(line.unit_price * line.quantity for line in sale.lines),
        "delivery_fee": sale.delivery_fee,
        "total": sale.total,
        "ship_by": sale.ship_by,
    }


def update(order: Order, sale: Sale) -> None:
    """Staff may be a step ahead: what they confirmed does not go back to placed."""
    before = State(order.state)
    ahead = before in STEPS and sale.state in STEPS[: STEPS.index(before)]
    if not ahead:
        order.state = sale.state
    for name, value in facts_of(sale).items():
        setattr(order, name, value)
    order.save()
    if order.state != before:
        write_event(order, KINDS[sale.state])


def write_lines(order: Order, lines: Sequence[SoldLine]) -> None:
    """A line that is sold no more stays, with nothing in it. Once it has a variant it
    keeps it: its stock was taken from there.
    """
    known = {(line.external_id, line.unit_price): line for line in order.lines.all()}
    told = {(line.external_id, line.unit_price): line for line in lines}
    for key, line in told.items():
        if key not in known:
            add_line(order, line)
            continue
        variant_id = known[key].variant_id or line.variant_id
        same = OrderLine.objects.filter(pk=known[key].pk)
        same.update(quantity=line.quantity, variant_id=variant_id)
    gone = [line.pk for key, line in known.items() if key not in told]
    OrderLine.objects.filter(pk__in=gone).update(quantity=0)


def add_line(order: Order, line: SoldLine) -> None:
    order.lines.create(
        variant_id=line.variant_id,
        external_id=line.external_id[:100],
        sku=line.sku[:64],
        title=line.title[:200],
        quantity=line.quantity,
        unit_price=line.unit_price,
    )


def book_goods(
    order: Order, *, goods_out: bool, locations: Sequence[int] = ()
) -> dict[str, int]:
    """Variant by variant, in the one lock order."""
    missing = {}
    for variant_id, (sku, units) in sorted(units_of(order).items()):
        short = book(
            variant_id=variant_id,
            reference=order.number,
            sold=units if is_sold(order, goods_out=goods_out) else 0,
            set_aside=units if order.state == State.ON_HOLD else 0,
            locations=locations,
        )
        if short:
            missing[sku] = short
    return missing


def is_sold(order: Order, *, goods_out: bool) -> bool:
    if order.state == State.CANCELLED:
        return goods_out
    return order.state in {State.PLACED, State.CONFIRMED, State.COMPLETED}


def units_of(order: Order) -> dict[int, tuple[str, int]]:
    units: dict[int, tuple[str, int]] = {}
    for line in order.lines.all():
        if line.variant_id:
            _sku, before = units.get(line.variant_id, ("", 0))
            units[line.variant_id] = line.sku, before + line.quantity
    return units
