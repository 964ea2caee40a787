"""Which cart a visitor has: its token in a signed cookie that scripts cannot read.

The token may be there before the cart is: the first things that are put in it at the
same moment then find one cart.
"""

from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from storefront.cart.models import Cart
from storefront.cart.services import LIFETIME
from storefront.customers.guards import customer_of

NAME = SALT = "cart"


def token_of(request: HttpRequest) -> UUID | None:
    """A missing or changed cookie is none."""
    try:
        return UUID(request.get_signed_cookie(NAME, default="", salt=SALT))
    except ValueError:
        return None


def find_cart(request: HttpRequest) -> Cart | None:
    return carts_of(request).first()


def carts_of(request: HttpRequest) -> QuerySet[Cart]:
    """The customer's own, or else the one of the cookie: one, or none."""
    customer = customer_of(request)
    return Cart.objects.filter(customer=customer) if customer else guest_carts(request)


def guest_cart(request: HttpRequest) -> Cart | None:
    return guest_carts(request).first()


def guest_carts(request: HttpRequest) -> QuerySet[Cart]:
    """A missing, changed or forgotten cookie is no cart.

    Nor does it open the cart of a customer, who has signed out here.
    """
    token = token_of(request)
    if token is None:
        return Cart.objects.none()
    return Cart.objects.filter(customer=None, token=token)


def find_or_start_cart(request: HttpRequest) -> Cart:
    """Asked at once with one cookie, or by one customer, it is one cart."""
    customer = customer_of(request)
    if customer:
        return Cart.objects.get_or_create(customer=customer)[0]
    cart, _new = Cart.objects.get_or_create(token=token_of(request) or uuid4())
    return cart if cart.customer_id is None else Cart.objects.create()


def remember_cart(response: HttpResponse, cart: Cart) -> None:
    """A customer's needs no cookie, and must not open to who comes after them."""
    if cart.customer_id is None:
        remember_token(response, cart.token)


def remember_token(response: HttpResponse, token: UUID) -> None:
    response.set_signed_cookie(
        NAME,
        str(token),
        salt=SALT,
        max_age=LIFETIME,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
