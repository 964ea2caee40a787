"""What a hand-made form may say, and that it gets nobody anything."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from storefront.cart.models import Cart, CartLine
from storefront.orders.models import Order
from tests.builders import product, stock_of, variant
from tests.buying import browser, cart_of, filled_form, put_in_cart
from tests.vouchers import voucher

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def shopper_with(thing) -> Client:
    client = browser()
    put_in_cart(client, thing)
    return client


@pytest.mark.parametrize(
    "claims",
    [
        {"price": "1"},
        {"unit_price": "1", "total": "1", "subtotal": "1"},
        {"seen_price": "1", "discount": "80000"},
        {"currency": "IDR"},
        {"delivery_fee": "0", "fee": "0"},
        {"quantity": "-1", "paid": "1000000", "money": "paid"},
        {"state": "completed", "client_ip": "192.0.2.1"},
    ],
)
def test_amounts_in_the_form_count_for_nothing(claims):
    client = shopper_with(variant(price=80_000, stock=5))

    client.post("/vi/checkout/", filled_form(client) | claims)

    order = Order.objects.get()
    assert (order.total, order.currency, order.state) == (110_000, "VND", "placed")


@pytest.mark.parametrize(
    "quantity", ["0", "-1", "1000000000", "0.5", "1e9", "", "x", "１", "1 1"]
)
def test_a_quantity_that_is_none_changes_no_cart(quantity):
    mug = variant("mug", stock=5)
    client = shopper_with(mug)

    answer = put_in_cart(client, mug, quantity)

    expected = 2 if quantity == "１" else 1  # a digit is a digit, however wide
    assert (answer.status_code == 302, cart_of(client)["mug"]) == (
        expected == 2,
        expected,
    )


def test_a_hidden_product_gets_into_no_cart():
    hidden = variant(stock=5, product=product("Hidden", state="draft"))

    put_in_cart(browser(), hidden)

    assert CartLine.objects.count() == 0


def test_a_product_hidden_after_it_was_put_in_is_not_sold():
    mug = variant(stock=5)
    client = shopper_with(mug)
    form = filled_form(client)
    mug.product.state = "draft"
    mug.product.save()

    answer = client.post("/en/checkout/", form)

    assert (answer.status_code, Order.objects.count(), stock_of(mug)) == (422, 0, 5)


def test_an_expired_voucher_takes_nothing_off():
    client = shopper_with(variant(stock=5))
    over = voucher("OLD", ends_at=timezone.now() - timedelta(days=1))
    form = filled_form(client, voucher="OLD")

    answer = client.post("/en/checkout/", form)

    over.refresh_from_db()
    assert (answer.status_code, Order.objects.count(), over.used) == (422, 0, 0)


def test_somebody_else_s_cart_is_out_of_reach():
    victim = shopper_with(variant("mug", stock=5))
    theirs, token = filled_form(victim), Cart.objects.get().token
    thief = browser()
    thief.cookies["cart"] = f"{token}:forged-signature"

    answer = thief.post("/en/checkout/", theirs)

    assert (answer.status_code, Order.objects.count()) == (422, 0)
    assert CartLine.objects.count() == 1


def test_a_made_up_checkout_key_is_nobody_s():
    client = shopper_with(variant(stock=5))
    made_up = filled_form(client, checkout_key=str(uuid.uuid4()))

    for _ in range(2):
        client.post("/en/checkout/", made_up)

    assert str(Order.objects.get().checkout_key) != made_up["checkout_key"]
