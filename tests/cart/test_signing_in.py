import pytest

from storefront.cart import services
from storefront.cart.models import Cart, CartLine
from storefront.cart.services import MOST_OF_ONE, take_along
from tests.builders import variant
from tests.buying import browser, put_in_cart
from tests.crowd import all_at_once
from tests.signing_in import come_in, customer

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LAN = "lan@example.com"


def shown_to(client) -> dict[str, int]:
    items = client.get("/vi/cart/").context["cart"].items
    return {item.variant.sku: item.quantity for item in items}


def cart_with(quantity: int, mug, **fields: object) -> Cart:
    cart = Cart.objects.create(**fields)
    services.add_to_cart(cart=cart, variant=mug, quantity=quantity)
    return cart


def test_what_a_visitor_has_comes_along():
    client = browser()
    put_in_cart(client, variant("mug", stock=9), 2)

    come_in(LAN, client)

    assert shown_to(client) == {"mug": 2}


def test_it_is_added_to_what_the_customer_has():
    mug = variant("mug", stock=9)
    lan = cart_with(1, mug, customer=customer(LAN)).customer

    take_along(guest=cart_with(2, mug), customer=lan)

    assert [line.quantity for line in lan.cart.lines.all()] == [3]


def test_it_is_never_more_than_a_cart_takes():
    mug = variant("mug", stock=9)
    lan = cart_with(MOST_OF_ONE, mug, customer=customer(LAN)).customer

    take_along(guest=cart_with(2, mug), customer=lan)

    assert [line.quantity for line in lan.cart.lines.all()] == [MOST_OF_ONE]


def test_it_is_there_in_another_browser():
    put_in_cart(come_in(LAN), variant("mug", stock=9))

    assert shown_to(come_in(LAN)) == {"mug": 1}


def test_after_signing_out_the_next_person_sees_nothing_of_it():
    client = browser()
    put_in_cart(client, variant("mug", stock=9))
    come_in(LAN, client)

    client.post("/vi/account/sign-out/")

    assert shown_to(client) == {}


@pytest.mark.django_db(transaction=True)
def test_signing_in_twice_at_once_adds_up_once():
    mug, lan = variant("mug", stock=9), customer(LAN)
    guest = cart_with(2, mug)

    all_at_once([lambda: take_along(guest=guest, customer=lan)] * 4)

    assert [line.quantity for line in CartLine.objects.all()] == [2]
