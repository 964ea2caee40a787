"""Many things into a cart at once: from a link, an earlier order, an earlier cart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from storefront.cart.models import Cart, CartLine
from storefront.cart.services import MOST_LINES, MOST_OF_ONE, lock
from storefront.catalog.models import Variant
from storefront.catalog.other_names import variants_called
from storefront.inventory.models import Stock


@dataclass(frozen=True, slots=True)
class Wanted:
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What did not get in, or not all of it. `name` is what people call it."""

    name: str
    why: str

    def __str__(self) -> str:
        return f"{self.name}: {self.why}"


@transaction.atomic
def fill(*, cart: Cart, wanted: Iterable[Wanted]) -> Sequence[LeftOut]:
    """Add what can be bought now, as much as there is; return what was left out."""
    cart = lock(cart)
    asked = together(wanted)
    variants = on_sale(asked)
    left = Stock.objects.available_by_variant(one.pk for one in variants.values())
    lines = {line.variant_id: line for line in cart.lines.all()}
    left_out = []
    for sku, quantity in asked.items():
        variant = variants.get(sku)
        if variant is None:
            left_out.append(LeftOut(sku[:64], _("this is not sold here.")))
        elif why := add(cart, lines, variant, quantity, left.get(variant.pk, 0)):
            left_out.append(LeftOut(variant.product.title, why))
    write(cart, lines.values())
    return left_out


def together(wanted: Iterable[Wanted]) -> dict[str, int]:
    """The same thing twice is more of it."""
    asked: dict[str, int] = {}
    for one in wanted:
        asked[one.sku] = asked.get(one.sku, 0) + one.quantity
    return asked


def on_sale(skus: Iterable[str]) -> dict[str, Variant]:
    """By our own SKU, or by the one that a channel has for it: its links use that."""
    wanted = set(skus)
    variants = Variant.objects.on_sale().select_related("product")
    found = {variant.sku: variant for variant in variants.filter(sku__in=wanted)}
    elsewhere = variants_called(wanted - set(found))
    others = variants.in_bulk(elsewhere.values()) if elsewhere else {}
    called = {sku: others[pk] for sku, pk in elsewhere.items() if pk in others}
    return called | found


def add(
    cart: Cart, lines: dict[int, CartLine], variant: Variant, quantity: int, left: int
) -> str:
    """Change the lines in memory; return why not all of it got in, or nothing."""
    most = min(MOST_OF_ONE, left) if variant.stock_tracked else MOST_OF_ONE
    line = lines.get(variant.pk)
    if not most:
        return _("this is sold out now.")
    if line is None and len(lines) >= MOST_LINES:
        return _("the cart is full.")
    before = line.quantity if line else 0
    line = lines[variant.pk] = line or CartLine(cart=cart, variant=variant)
    line.quantity = max(before, min(before + quantity, most))
    line.seen_price = variant.price
    if before + quantity <= most:
        return ""
    return ngettext("only %(n)s is left.", "only %(n)s can be had.", most) % {"n": most}


def write(cart: Cart, lines: Iterable[CartLine]) -> None:
    CartLine.objects.bulk_create(
        list(lines),
        update_conflicts=True,
        unique_fields=["cart", "variant"],
        update_fields=["quantity", "seen_price"],
    )
    cart.save(update_fields=["updated_at"])


@transaction.atomic
def take_back(*, cart: Cart) -> Sequence[LeftOut]:
    """Put the cart from before a checkout link into this one, once."""
    cart = lock(cart)
    before = cart.previous
    if before is None:
        return []
    lines = before.lines.select_related("variant").order_by("pk")
    wanted = [Wanted(line.variant.sku, line.quantity) for line in lines]
    cart.previous = None
    cart.save(update_fields=["previous"])
    return fill(cart=cart, wanted=wanted)
