"""What a cart would cost now, brought there, with that voucher. Computed here alone."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from storefront.cart.contents import Contents
from storefront.delivery.fees import DeliveryOption, delivery_options
from storefront.promotions.models import Voucher
from storefront.promotions.reductions import Reduction, reduction
from storefront.promotions.services import VoucherRefused, find_voucher


@dataclass(frozen=True)
class Quote:
    contents: Contents
    deliveries: Sequence[DeliveryOption]
    #: Nothing: no way leads to that province.
    delivery: DeliveryOption | None
    voucher: Voucher | None
    refused: VoucherRefused | None

    @cached_property
    def less(self) -> Reduction:
        return reduction(self.voucher, goods=self.subtotal, delivery=self.full_fee)

    @property
    def subtotal(self) -> int:
        return self.contents.subtotal

    @property
    def full_fee(self) -> int:
        return self.delivery.fee if self.delivery else 0

    @property
    def delivery_fee(self) -> int:
        return self.full_fee - self.less.delivery

    @property
    def total(self) -> int:
        return self.subtotal - self.less.goods + self.delivery_fee

    @property
    def missing_for_free(self) -> int:
        """Goods for so much more, and the delivery is free."""
        free_over = self.delivery.free_over if self.delivery else None
        return free_over - self.subtotal if free_over and self.delivery_fee else 0

    @property
    def seen(self) -> str:
        """What a buyer agrees to, for the form to carry: see Seen."""
        return f"{fingerprint(self.contents)}.{self.less.goods}.{self.delivery_fee}"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the buyer had before their eyes. Only compared, so nobody gains by lying."""

    lines: str
    discount: str
    delivery_fee: str

    @classmethod
    def read(cls, text: str) -> "Seen":
        parts = [*text.split("."), "", "", ""]
        return cls(*parts[:3])


def quote(
    contents: Contents,
    *,
    province: str = "",
    method: int | None = None,
    voucher_code: str = "",
    phone: str = "",
) -> Quote:
    """The method that is not offered there, or none, gives way to the first."""
    goods = contents.subtotal
    deliveries = delivery_options(province=province, goods=goods)
    first = deliveries[0] if deliveries else None
    chosen = next((one for one in deliveries if one.method == method), first)
    voucher = refused = None
    if voucher_code:
        try:
            voucher = find_voucher(code=voucher_code, goods=goods, phone=phone)
        except VoucherRefused as refusal:
            refused = refusal
    return Quote(contents, deliveries, chosen, voucher, refused)


def fingerprint(contents: Contents) -> str:
    """These things, so many, at these prices."""
    lines = sorted(
        (item.variant.pk, item.quantity, item.variant.price)
        for item in contents.buyable
    )
    return hashlib.sha256(repr(lines).encode()).hexdigest()
