"""What a cart costs, worked out a second time and another way: with fractions."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor


@dataclass(frozen=True)
class Rules:
    """The shop's rules of a day. `off` is ("percent", 10, most), ("amount", n), …"""

    fee: int
    free_over: int | None
    off: tuple[object, ...] | None
    minimum: int


def total(things: Sequence[tuple[int, int]], rules: Rules) -> int:
    goods = Fraction(0)
    for price, quantity in things:
        for _ in range(quantity):
            goods += price
    delivery = Fraction(rules.fee)
    if rules.free_over is not None and not goods < rules.free_over:
        delivery = Fraction(0)
    if rules.off is None or goods < rules.minimum:
        return int(goods + delivery)
    kind = rules.off[0]
    if kind == "delivery":
        return int(goods)
    if kind == "amount":
        return int(max(goods - Fraction(rules.off[1]), Fraction(0)) + delivery)
    percent, most = rules.off[1:]
    less = Fraction(floor(goods * Fraction(percent, 100)))
    if most is not None and less > most:
        less = Fraction(most)
    return int(goods - less + delivery)
