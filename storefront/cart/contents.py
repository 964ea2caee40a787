"""What is in a cart, as it can be bought at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from storefront.cart.models import Cart
from storefront.catalog.models import Variant
from storefront.inventory.models import Stock


@dataclass(frozen=True)
class Item:
    """`left` is nothing where stock is not counted."""

    variant: Variant
    quantity: int
    seen_price: int
    on_sale: bool
    left: int | None

    @property
    def total(self) -> int:
        return self.variant.price * self.quantity

    @property
    def price_changed(self) -> bool:
        return self.on_sale and self.seen_price != self.variant.price

    @property
    def sold_out(self) -> bool:
        return self.on_sale and self.left == 0

    @property
    def short(self) -> bool:
        """There are some left, but not as many as wanted."""
        return self.on_sale and self.left is not None and 0 < self.left < self.quantity

    @property
    def buyable(self) -> bool:
        return self.on_sale and not self.sold_out and not self.short


@dataclass(frozen=True)
class Contents:
    items: Sequence[Item]

    @cached_property
    def buyable(self) -> list[Item]:
        return [item for item in self.items if item.buyable]

    @property
    def ready(self) -> bool:
        """Everything in it can be bought just so."""
        return bool(self.items) and len(self.buyable) == len(self.items)

    @property
    def subtotal(self) -> int:
        return sum(item.total for item in self.buyable)

    @property
    def price_changed(self) -> bool:
        return any(item.price_changed for item in self.items)


def contents_of(cart: Cart | None) -> Contents:
    """In four queries, however much there is. No cart is an empty one."""
    if cart is None:
        return Contents(items=[])
    lines = list(
        cart.lines.select_related("variant__product").prefetch_related(
            "variant__product__pictures"
        )
    )
    ids = [line.variant_id for line in lines]
    left = Stock.objects.available_by_variant(ids)
    on_sale = set(
        Variant.objects.on_sale().filter(pk__in=ids).values_list("pk", flat=True)
    )
    return Contents(
        items=[
            Item(
                variant=line.variant,
                quantity=line.quantity,
                seen_price=line.seen_price,
                on_sale=line.variant_id in on_sale,
                left=left.get(line.variant_id, 0)
                if line.variant.stock_tracked
                else None,
            )
            for line in lines
        ]
    )
