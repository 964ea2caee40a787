"""Which cart a visitor has: its token in a signed cookie that scripts cannot read.

The token may be there before the cart is: the first things that are put in it at the
same moment then find one cart.
"""

from collections.abc import Iterable
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import QuerySet, UUIDField
from django.http import HttpRequest, HttpResponse

from storefront.cart.models import Cart, CartLine
from storefront.cart.services import LIFETIME
from storefront.customers.guards import customer_of
from storefront.shop.compiled import Compiled

NAME = SALT = "cart"


def guest_carts(token: UUID) -> QuerySet[Cart]:
    """A cookie does not open the cart of a customer, who has signed out here."""
    return Cart.objects.filter(customer=None, token=token)


read_guest_cart = Compiled(guest_carts, UUIDField()).first
read_guest_lines = Compiled(
    lambda token: CartLine.objects.filter(cart__customer=None, cart__token=token),
    UUIDField(),
)
read_cart = Compiled(lambda token: Cart.objects.filter(token=token), UUIDField()).first


def token_of(request: HttpRequest) -> UUID | None:
    """A missing or changed cookie is none."""
    try:
        return UUID(request.get_signed_cookie(NAME, default="", salt=SALT))
    except ValueError:
        return None


def find_cart(request: HttpRequest) -> Cart | None:
    """The customer's own, or else the one of the cookie."""
    customer = customer_of(request)
    if customer:
        return Cart.objects.filter(customer=customer).first()
    return guest_cart(request)


def units_of(request: HttpRequest) -> int:
    """How many things are in the cart that find_cart finds, in one query."""
    return sum(line.quantity for line in lines_of(request))


def lines_of(request: HttpRequest) -> Iterable[CartLine]:
    customer = customer_of(request)
    if customer:
        return CartLine.objects.filter(cart__customer=customer)
    token = token_of(request)
    return read_guest_lines(token) if token else []


def guest_cart(request: HttpRequest) -> Cart | None:
    """A missing, changed or forgotten cookie is no cart."""
    token = token_of(request)
    return read_guest_cart(token) if token else None


def find_or_start_cart(request: HttpRequest) -> Cart:
    """A guest's first is not saved before something is put in it."""
    customer = customer_of(request)
    if customer:
        return Cart.objects.get_or_create(customer=customer)[0]
    token = token_of(request)
    found = read_cart(token) if token else None
    if found is None:
        return Cart(token=token or uuid4())
    return found if found.customer_id is None else Cart()


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
