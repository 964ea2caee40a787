"""Delivery, vouchers and transfers on the checkout page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from storefront.delivery.models import DeliveryMethod
from storefront.orders.models import Order
from storefront.outbox.models import Message
from tests.builders import variant
from tests.buying import browser, filled_form, put_in_cart
from tests.money_in import account
from tests.vouchers import voucher

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

HANOI = "01"


@pytest.fixture
def shopper() -> Client:
    """With goods for 80.000 in the cart."""
    client = browser()
    put_in_cart(client, variant("mug", price=80_000, stock=5))
    return client


@pytest.fixture
def zones() -> DeliveryMethod:
    method = DeliveryMethod.objects.create(name_vi="Thường", name_en="Standard")
    method.zones.create(provinces=HANOI, fee=20_000)
    method.zones.create(fee=40_000, free_over=500_000)
    return method


def send(client: Client, form: dict[str, str], language: str = "en"):
    return client.post(f"/{language}/checkout/", form)


def sums(client: Client, form: dict[str, str]):
    return client.post("/en/checkout/sums/", form).context["quote"]


def test_the_fee_is_that_of_the_province(shopper, zones):
    form = filled_form(shopper, province=HANOI, ward="Phường Hoàn Kiếm")
    form["seen"] = sums(shopper, form).seen

    send(shopper, form)

    order = Order.objects.get()
    assert (order.delivery_method, order.delivery_fee) == ("Standard", 20_000)


def test_a_fee_that_was_not_seen_is_shown_first(shopper, zones):
    form = filled_form(shopper, province=HANOI, ward="Phường Hoàn Kiếm")

    answer = send(shopper, form)

    assert (answer.status_code, Order.objects.count()) == (422, 0)
    assert answer.context["problem"].startswith(
        "Delivery costs ₫20,000 to this address, not ₫40,000."
    )


def test_the_second_method_is_taken_when_it_is_chosen(shopper, zones):
    express = DeliveryMethod.objects.create(name_vi="Hoả tốc", position=1)
    express.zones.create(fee=90_000)
    form = filled_form(shopper, delivery=str(express.pk))
    form["seen"] = sums(shopper, form).seen

    send(shopper, form)

    assert Order.objects.get().delivery_fee == 90_000


def test_where_no_method_goes_no_order_is_taken(shopper):
    method = DeliveryMethod.objects.create(name_vi="Nội thành")
    method.zones.create(provinces=HANOI, fee=20_000)
    form = filled_form(shopper)
    form["seen"] = sums(shopper, form).seen

    answer = send(shopper, form)

    assert answer.context["problem"] == "We do not deliver there yet."
    assert Order.objects.count() == 0


def test_a_voucher_is_counted_in_and_used(shopper):
    ten = voucher("TET", percent=10)
    form = filled_form(shopper, voucher="tet")
    form["seen"] = sums(shopper, form).seen

    send(shopper, form)

    ten.refresh_from_db()
    assert (Order.objects.get().total, ten.used) == (102_000, 1)


def test_without_javascript_a_button_works_out_the_sums(shopper):
    voucher("TET", percent=10)

    answer = send(shopper, filled_form(shopper, voucher="TET", work_out="1", phone=""))

    assert (answer.status_code, answer.context["quote"].total) == (200, 102_000)
    assert "field-problem" not in answer.content.decode()


def test_a_voucher_that_ran_out_meanwhile_is_said_and_nothing_is_lost(shopper):
    tet = voucher("TET", percent=10)
    form = filled_form(shopper, voucher="TET", note="Gọi trước")
    form["seen"] = sums(shopper, form).seen
    tet.ends_at = timezone.now() - timedelta(minutes=1)
    tet.save()

    answer = send(shopper, form)

    page = answer.content.decode()
    assert (answer.status_code, Order.objects.count()) == (422, 0)
    assert "The time of the voucher TET is over." in page
    assert "Gọi trước" in page


def test_a_voucher_that_changed_meanwhile_is_shown_first(shopper):
    tet = voucher("TET", percent=10)
    form = filled_form(shopper, voucher="TET")
    form["seen"] = sums(shopper, form).seen
    tet.percent = 5
    tet.save()

    answer = send(shopper, form)

    told = "The voucher takes off ₫4,000, not ₫8,000."
    assert answer.context["problem"].startswith(told)


@pytest.mark.parametrize(
    "seen", ["", "x", "..", "0.-1.1e9", "a.b.c.d", "x.9999999999999999999.1", "．.１.٣"]
)
def test_whatever_a_form_claims_to_have_seen_costs_what_it_costs(shopper, seen):
    answer = send(shopper, filled_form(shopper, seen=seen))

    assert (answer.status_code, Order.objects.count()) == (422, 0)


def test_a_transfer_sets_aside_and_says_what_to_pay_where(shopper):
    account(number="0123456789")

    send(shopper, filled_form(shopper, payment="bank_transfer"))

    order = Order.objects.get()
    page = shopper.get(f"/en/orders/{order.token}/").content.decode()
    assert (order.state, order.pay_until is None) == ("awaiting", False)
    assert "0123456789" in page
    assert order.number.replace("-", "") in page


def test_the_letter_says_what_to_pay_where(shopper):
    account(number="0123456789")

    send(shopper, filled_form(shopper, payment="bank_transfer"), language="vi")

    letter = Message.objects.get().body
    assert "Số tài khoản: 0123456789" in letter
    assert Order.objects.get().number.replace("-", "") in letter


def test_without_an_account_nobody_is_asked_to_transfer(shopper):
    answer = send(shopper, filled_form(shopper, payment="bank_transfer"))

    assert list(answer.context["form"].errors) == ["payment"]
    assert 'value="bank_transfer"' not in answer.content.decode()


def test_too_many_orders_are_refused_plainly_and_the_cart_stays(shopper, settings):
    settings.MOST_ORDERS_PER_PHONE = 0

    answer = send(shopper, filled_form(shopper))

    assert answer.context["problem"].startswith("There have been many orders")
    assert shopper.get("/en/cart/").context["cart"].ready
    assert Order.objects.count() == 0


def test_a_refused_order_costs_no_voucher(shopper, settings):
    settings.MOST_ORDERS_PER_ADDRESS = 0
    ten = voucher("TET")
    form = filled_form(shopper, voucher="TET")
    form["seen"] = sums(shopper, form).seen

    send(shopper, form)

    ten.refresh_from_db()
    assert (ten.used, Order.objects.count()) == (0, 0)
