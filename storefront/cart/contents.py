"""What is in a cart, as it can be bought at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import BigIntegerField, QuerySet

from storefront.cart.models import Cart, CartLine
from storefront.catalog.compiled_reads import read_covers
from storefront.catalog.models import Variant
from storefront.catalog.sale_prices import at_this_moment
from storefront.inventory.models import units_left
from storefront.shop.compiled import Compiled

#: Long texts that no cart shows.
UNSHOWN = [
    f"variant__product__{name}"
    for name in ("description", "description_vi", "description_en", "search_text")
]


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
    def units(self) -> int:
        return sum(item.quantity for item in self.items)

    @property
    def subtotal(self) -> int:
        return sum(item.total for item in self.buyable)

    @property
    def price_changed(self) -> bool:
        return any(item.price_changed for item in self.items)


def contents_of(cart: Cart | None) -> Contents:
    """In one query, however much there is. No cart is an empty one."""
    lines = read_lines(cart.pk) if cart and cart.pk else []
    items = [item_of(line, line.left) for line in lines]  # type: ignore[attr-defined]
    return Contents(items=items)


def lines_with_stock(cart_id: int) -> QuerySet[CartLine]:
    lines = CartLine.objects.filter(cart=cart_id)
    sold = lines.select_related("variant__product", "variant__sale")
    return sold.defer(*UNSHOWN).annotate(left=units_left("variant"))


read_lines = Compiled(lines_with_stock, BigIntegerField())


def item_of(line: CartLine, left: int) -> Item:
    variant = at_this_moment(line.variant)
    return Item(
        variant=variant,
        quantity=line.quantity,
        seen_price=line.seen_price,
        on_sale=variant.on_sale,
        left=left if variant.stock_tracked else None,
    )


def pictured(contents: Contents) -> Contents:
    """The same, its first pictures read in one query, for pages that show them."""
    read_covers(item.variant.product for item in contents.items)
    return contents
