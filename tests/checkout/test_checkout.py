import re

import pytest
from django.test import Client

from storefront.catalog.models import Variant
from storefront.catalog.services import Price, change_prices
from storefront.orders.models import Order
from storefront.outbox.models import Message
from tests.builders import location, put, stock_of, variant
from tests.buying import ORIGIN, browser, filled_form, put_in_cart

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def shopper_with(*variants: Variant) -> Client:
    client = browser()
    for one in variants:
        put_in_cart(client, one)
    return client


def send(client: Client, form: dict[str, str], language: str = "en"):
    return client.post(f"/{language}/checkout/", form)


def test_a_guest_buys_and_lands_on_the_order_s_page():
    mug = variant(price=80_000, stock=5)
    client = shopper_with(mug)

    answer = send(client, filled_form(client, phone="0912 345 678"), language="vi")

    order = Order.objects.get()
    assert answer["Location"] == f"/vi/orders/{order.token}/"
    assert (order.phone, order.total, stock_of(mug)) == ("+84912345678", 110_000, 4)


def test_the_cart_is_empty_afterwards():
    client = shopper_with(variant(stock=5))

    send(client, filled_form(client))

    assert client.get("/en/cart/").context["cart"].items == []


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "Giao đến"), ("en", "thank you: we have your order")]
)
def test_the_buyer_gets_an_e_mail_in_the_order_s_language(language, words):
    client = shopper_with(variant(stock=5))

    send(client, filled_form(client), language=language)

    message, order = Message.objects.get(), Order.objects.get()
    assert (message.to, message.language) == ("lan@example.com", language)
    assert order.number in message.subject
    assert words in message.body
    assert f"/{language}/orders/{order.token}/" in message.body


def test_without_an_address_there_is_no_e_mail():
    client = shopper_with(variant(stock=5))

    send(client, filled_form(client, email=""))

    assert (Order.objects.count(), Message.objects.count()) == (1, 0)


def test_the_same_form_again_leads_to_the_same_order():
    mug = variant(stock=5)
    client = shopper_with(mug)
    form = filled_form(client)

    first, second = send(client, form), send(client, form)

    assert (first["Location"], stock_of(mug)) == (second["Location"], 4)


def test_two_tabs_of_one_cart_are_one_order():
    mug = variant(stock=5)
    client = shopper_with(mug)
    one, other = filled_form(client), filled_form(client)

    first, second = send(client, one), send(client, other)

    assert (first["Location"], stock_of(mug)) == (second["Location"], 4)


def test_the_next_cart_is_another_order():
    mug = variant(stock=5)
    client = shopper_with(mug)
    send(client, filled_form(client))

    put_in_cart(client, mug)
    send(client, filled_form(client))

    assert (Order.objects.count(), stock_of(mug)) == (2, 3)


def test_a_price_that_changed_is_shown_first_and_nothing_typed_is_lost():
    mug = variant(price=80_000, stock=5)
    client = shopper_with(mug)
    form = filled_form(client, note="Gọi trước")
    change_prices(prices={mug.pk: Price(99_000, None)})

    answer = send(client, form)

    assert (answer.status_code, Order.objects.count()) == (422, 0)
    assert answer.context["problem"].startswith("Your cart has changed")
    page = answer.content.decode()
    assert "from ₫80,000 to ₫99,000" in " ".join(page.split())
    assert "Gọi trước" in page


def test_what_sold_out_meanwhile_is_said_and_nothing_typed_is_lost():
    mug = variant(stock=5)
    client = shopper_with(mug)
    form = filled_form(client)
    put(mug, 0)

    answer = send(client, form)

    page = answer.content.decode()
    assert (answer.status_code, Order.objects.count()) == (422, 0)
    assert "This is sold out now." in page
    assert "12 Lê Lợi" in page


def test_stock_split_over_two_places_is_told_plainly():
    mug = variant("mug", stock=1)
    put(mug, 1, location=location("Kho 2"))
    client = browser()
    put_in_cart(client, mug, 2)

    answer = send(client, filled_form(client))

    assert answer.context["problem"] == "Of mug only 1 are left in one place."


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("buyer_name", ""),
        ("buyer_name", "x" * 101),
        ("buyer_name", "Lan\x00"),
        ("phone", "12"),
        ("phone", "\x00"),
        ("email", "lan@"),
        ("email", "lan@example.com\nBcc: all@example.com"),
        ("street", ""),
        ("street", "x" * 181),
        ("ward", ""),
        ("ward", "Atlantis"),
        ("ward", "\x00"),
        ("province", "99"),
        ("payment", "in shells"),
        ("note", "x" * 501),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(field, typed):
    client = shopper_with(variant(stock=5))

    answer = send(client, filled_form(client, **{field: typed}))

    assert (answer.status_code, Order.objects.count()) == (422, 0)
    assert list(answer.context["form"].errors) == [field]


@pytest.mark.parametrize(
    "key", ["", "x", "\x00", "77786ec3-cd7e-4174-9e77-75a34e5402c30"]
)
def test_a_broken_key_is_asked_again_with_a_good_one(key):
    client = shopper_with(variant(stock=5))

    answer = send(client, filled_form(client, checkout_key=key))

    assert answer.status_code == 422
    again = filled_form(client)["checkout_key"]
    assert str(answer.context["checkout_key"]) == again


def test_prices_sent_by_the_buyer_count_for_nothing():
    client = shopper_with(variant(price=80_000, stock=5))

    form = filled_form(client) | {"total": "1", "unit_price": "1", "delivery_fee": "0"}
    send(client, form)

    assert Order.objects.get().total == 110_000


def test_an_empty_cart_leads_back_to_the_cart():
    assert browser().get("/en/checkout/")["Location"] == "/en/cart/"


def test_needs_the_token_of_its_page():
    client = Client(headers={"Origin": ORIGIN}, enforce_csrf_checks=True)
    put_in_cart(client, variant(stock=5))
    page = client.get("/en/checkout/").content.decode()
    token = re.search('name="csrfmiddlewaretoken" value="(.+?)"', page)[1]
    form = filled_form(client)

    assert send(client, form).status_code == 403
    assert send(client, form | {"csrfmiddlewaretoken": token}).status_code == 302


def test_too_many_orders_of_a_phone_are_held_and_no_mail_goes_out(settings):
    settings.ORDERS_PER_PHONE = 0
    client = shopper_with(variant(stock=5))

    answer = client.post("/en/checkout/", filled_form(client), follow=True)

    assert "Held for staff" in answer.content.decode()
    assert Message.objects.count() == 0


def test_the_address_is_the_one_the_proxy_saw(settings):
    settings.TRUSTED_PROXY_COUNT = 1
    client = browser(**{"X-Forwarded-For": "6.6.6.6, 192.0.2.7"})
    put_in_cart(client, variant(stock=5))

    send(client, filled_form(client))

    assert Order.objects.get().client_ip == "192.0.2.7"
