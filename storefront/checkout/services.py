from django.db import transaction

from storefront.cart.contents import Contents, contents_of
from storefront.cart.models import Cart
from storefront.cart.services import begin_anew, lock
from storefront.checkout.quotes import Quote, quote
from storefront.customers.models import User
from storefront.delivery.fees import DeliveryOption
from storefront.orders.models import Order
from storefront.orders.services import Buyer, Line, place_order_here


class CartMovedOn(Exception):
    """The order would not be what the buyer had before their eyes."""


class NotDelivered(Exception):
    """No delivery method goes to this province."""


@transaction.atomic
def place_from_cart(
    *,
    cart: Cart,
    seen: str,
    buyer: Buyer,
    client_ip: str | None,
    language: str,
    delivery: int | None = None,
    payment: Order.Payment = Order.Payment.CASH_ON_DELIVERY,
    voucher_code: str = "",
    customer: User | None = None,
) -> Order:
    """Order what the buyer saw in the cart and empty it, or change nothing.

    Raises CartMovedOn, NotDelivered, VoucherRefused, and whatever
    place_order_here raises. A
    second form of the same cart waits for the first one here, and then finds the cart
    moved on.
    """
    cart = lock(cart)
    contents = contents_of(cart)
    offer = quote(
        contents,
        province=buyer.province_code,
        method=delivery,
        voucher_code=voucher_code,
        phone=buyer.phone,
    )
    fee = agreed(offer, seen)
    order = place_order_here(
        checkout_key=cart.checkout_key,
        buyer=buyer,
        lines=lines_of(contents),
        delivery_method=fee.name,
        delivery_fee=fee.fee,
        payment=payment,
        voucher_code=voucher_code,
        seen_total=offer.total,
        client_ip=client_ip,
        language=language,
        customer=customer,
    )
    begin_anew(cart=cart)
    return order


def agreed(offer: Quote, seen: str) -> DeliveryOption:
    """The delivery of what the buyer saw, or why it cannot be ordered like that."""
    buyable = offer.contents.buyable
    if buyable and offer.refused:
        raise offer.refused
    if not buyable or offer.seen != seen:
        raise CartMovedOn
    if offer.delivery is None:
        raise NotDelivered
    return offer.delivery


def lines_of(contents: Contents) -> list[Line]:
    return [
        Line(item.variant.pk, item.quantity, seen_price=item.variant.price)
        for item in contents.buyable
    ]
