"""What an order does with stock, line by line in the one lock order: no deadlocks."""

from collections.abc import Iterable

from storefront.inventory.services import (
    put_back,
    release,
    reserve,
    sell_reserved,
    take,
    take_all,
)
from storefront.orders.models import Order, OrderLine


def goods_of(order: Order) -> list[tuple[int, int]]:
    """So many of which variant."""
    return units_of(order.lines.all())


def units_of(lines: Iterable[OrderLine]) -> list[tuple[int, int]]:
    return sorted((one.variant_id, one.quantity) for one in lines if one.variant_id)


def take_stock(order: Order, lines: Iterable[OrderLine]) -> None:
    take_all(units=dict(units_of(lines)), reference=order.number)


def set_aside(order: Order, lines: Iterable[OrderLine]) -> None:
    for variant_id, quantity in units_of(lines):
        reserve(
            variant_id=variant_id,
            quantity=quantity,
            reference=order.number,
            expires_at=order.pay_until,
        )


def sell_what_is_set_aside(order: Order) -> None:
    for variant_id, quantity in goods_of(order):
        if not sell_reserved(variant_id=variant_id, reference=order.number):
            take(variant_id=variant_id, quantity=quantity, reference=order.number)


def let_go(order: Order) -> None:
    """Give back what the order has in its present state."""
    if order.state in {Order.State.HELD, Order.State.EXPIRED}:
        return
    for variant_id, _quantity in goods_of(order):
        if order.state == Order.State.AWAITING:
            release(variant_id=variant_id, reference=order.number)
        else:
            put_back(variant_id=variant_id, reference=order.number)
