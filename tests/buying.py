"""What a shopper does, for tests: buyers, lines, orders, and a browser of theirs."""

import uuid

from django.test import Client

from storefront.cart.models import Cart
from storefront.catalog.models import Variant
from storefront.orders.models import Order
from storefront.orders.services import Buyer, Line, place_order
from tests.builders import numbers, variant

ORIGIN = "http://testserver"
#: The code of the province in which tests live.
HUE = "46"


def phone() -> str:
    return f"+8491{next(numbers):07}"


def buyer(**fields: str) -> Buyer:
    facts = {"name": "Trần Thị Lan", "phone": phone(), "address": "12 Lê Lợi, Huế"}
    return Buyer(**(facts | fields))


def line(variant: Variant, quantity: int = 1, **fields: int) -> Line:
    return Line(variant.pk, quantity, **fields)


def order(*lines: Line, **fields: object) -> Order:
    """Placed by somebody new, from nowhere in particular, unless told otherwise."""
    facts: dict[str, object] = {
        "checkout_key": uuid.uuid4(),
        "buyer": buyer(),
        "lines": lines or [line(variant(stock=9))],
        "delivery_fee": 30_000,
        "client_ip": None,
        "language": "vi",
    }
    return place_order(**(facts | fields))


def browser(**headers: str) -> Client:
    """One that says where its posts come from, as all of today's do."""
    return Client(headers={"Origin": ORIGIN} | headers)


def put_in_cart(
    client: Client, variant: Variant, quantity: object = 1, language: str = "vi"
) -> object:
    fields = {"variant": variant.pk, "quantity": quantity}
    return client.post(f"/{language}/cart/add/", fields)


def cart_of(client: Client) -> dict[str, int]:
    """What the newest cart holds, by sku."""
    cart = Cart.objects.latest("pk")
    return {one.variant.sku: one.quantity for one in cart.lines.all()}


def filled_form(client: Client, **fields: str) -> dict[str, str]:
    """The checkout form as the page gives it, filled in."""
    page = client.get("/vi/checkout/").context
    return {
        "checkout_key": str(page["checkout_key"]),
        "seen": page["quote"].seen,
        "buyer_name": "Trần Thị Lan",
        "phone": f"091{next(numbers):07}",
        "email": "lan@example.com",
        "province": HUE,
        "ward": "Phường Thuận Hoá",
        "street": "12 Lê Lợi",
        "note": "",
    } | fields
