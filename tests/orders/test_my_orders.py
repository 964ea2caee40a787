import pytest

from storefront.orders.models import Order
from tests.builders import variant
from tests.buying import browser, buyer, filled_form, order, put_in_cart
from tests.signing_in import come_in, customer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LAN, PHONE = "lan@example.com", "+84912345678"


@pytest.fixture(autouse=True)
def texts_are_shown(settings):
    settings.DEMO = True


def shown_to(client) -> set[str]:
    page = client.get("/vi/account/orders/")
    return {one.number for one in page.context["orders"]}


def test_what_was_ordered_signed_in_is_there():
    client = come_in(LAN)
    put_in_cart(client, variant(stock=3))
    client.post("/vi/checkout/", filled_form(client, email=""))

    placed = Order.objects.get()

    assert (placed.customer, shown_to(client)) == (signed_in(client), {placed.number})


@pytest.mark.parametrize(
    ("contact", "bought_with"),
    [(PHONE, {"phone": PHONE}), (LAN, {"email": "Lan@Example.com"})],
)
def test_what_was_ordered_with_a_proved_contact_is_there(contact, bought_with):
    placed = order(buyer=buyer(**bought_with))

    assert shown_to(come_in(contact)) == {placed.number}


def test_what_others_ordered_is_not():
    order(
        buyer=buyer(email="other@example.com"), customer=customer("other@example.com")
    )

    assert shown_to(come_in(LAN)) == set()


def test_a_guest_orders_without_an_account():
    client = browser()
    put_in_cart(client, variant(stock=3))

    client.post("/vi/checkout/", filled_form(client))

    assert Order.objects.get().customer is None
