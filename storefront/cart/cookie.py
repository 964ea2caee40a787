"""Which cart a visitor has: its token in a signed cookie that scripts cannot read."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from storefront.cart.models import Cart

NAME = SALT = "cart"
LIFETIME = timedelta(days=90)


def find_cart(request: HttpRequest) -> Cart | None:
    """A missing, changed or forgotten cookie is no cart."""
    token = request.get_signed_cookie(NAME, default="", salt=SALT)
    try:
        return Cart.objects.filter(token=UUID(token)).first()
    except ValueError:
        return None


def remember_cart(response: HttpResponse, cart: Cart) -> None:
    response.set_signed_cookie(
        NAME,
        str(cart.token),
        salt=SALT,
        max_age=LIFETIME,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
