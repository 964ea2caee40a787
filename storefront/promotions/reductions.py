"""How much a voucher takes off. Nothing here reads or writes a row."""

from dataclasses import dataclass

from storefront.promotions.models import Voucher


@dataclass(frozen=True, slots=True)
class Reduction:
    """What comes off the goods, and off the delivery."""

    goods: int = 0
    delivery: int = 0


def reduction(voucher: Voucher | None, *, goods: int, delivery: int) -> Reduction:
    """Percent are rounded down to the minor unit; nothing falls below zero."""
    if voucher is None:
        return Reduction()
    if voucher.kind == Voucher.Kind.FREE_DELIVERY:
        return Reduction(delivery=delivery)
    if voucher.kind == Voucher.Kind.AMOUNT:
        return Reduction(goods=min(voucher.amount, goods))
    share = goods * voucher.percent // 100
    return Reduction(goods=share if voucher.most is None else min(share, voucher.most))
