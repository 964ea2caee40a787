import hashlib
import uuid

from django.db import transaction

from storefront.cart.contents import Contents, contents_of
from storefront.cart.models import Cart
from storefront.cart.services import lock
from storefront.orders.models import Order
from storefront.orders.services import Buyer, Line, place_order


class CartMovedOn(Exception):
    """The cart is not what the buyer had before their eyes."""


@transaction.atomic
def place_from_cart(
    *,
    cart: Cart,
    seen: str,
    buyer: Buyer,
    delivery_fee: int,
    client_ip: str | None,
    language: str,
) -> Order:
    """Order what the buyer saw in the cart and empty it, or change nothing.

    Raises CartMovedOn, and whatever place_order raises. A second form of the same cart
    waits for the first one here, and then finds the cart moved on.
    """
    cart = lock(cart)
    contents = contents_of(cart)
    if not contents.buyable or fingerprint(contents, delivery_fee) != seen:
        raise CartMovedOn
    order = place_order(
        checkout_key=cart.checkout_key,
        buyer=buyer,
        lines=[
            Line(item.variant.pk, item.quantity, seen_price=item.variant.price)
            for item in contents.buyable
        ],
        delivery_fee=delivery_fee,
        client_ip=client_ip,
        language=language,
    )
    cart.lines.all().delete()
    cart.checkout_key = uuid.uuid4()
    cart.save(update_fields=["checkout_key", "updated_at"])
    return order


def fingerprint(contents: Contents, delivery_fee: int) -> str:
    """What a buyer agrees to: these things, so many, at these prices, this delivery."""
    lines = sorted(
        (item.variant.pk, item.quantity, item.variant.price)
        for item in contents.buyable
    )
    return hashlib.sha256(repr((lines, delivery_fee)).encode()).hexdigest()
