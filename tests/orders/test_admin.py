import pytest
from django.test import Client

from storefront.orders.models import Order
from tests.builders import put, stock_of, variant
from tests.buying import buyer, line, order
from tests.people import ann, bob, eve

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

ORDERS = "/admin/orders/order/"


def signed_in(user) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def act(client: Client, action: str, *orders: Order) -> list[str]:
    fields = {"action": action, "_selected_action": [one.pk for one in orders]}
    answer = client.post(ORDERS, fields, follow=True)
    return [str(message) for message in answer.context["messages"]]


def found(client: Client, asked: str) -> list[str]:
    listed = client.get(ORDERS, {"q": asked}).context["cl"].queryset
    return [one.number for one in listed]


def test_staff_confirm_one_order_and_are_told_why_not_the_other():
    fresh, done = order(), order()
    staff = signed_in(bob("orders.view_order", "orders.change_order"))
    act(staff, "cancel", done)

    told = act(staff, "confirm", done, fresh)

    assert set(told) == {
        f"{fresh.number}: Confirmed.",
        f"{done.number} is “Cancelled”: this cannot be done with it.",
    }


def test_releasing_without_stock_says_what_is_missing(settings):
    settings.ORDERS_PER_PHONE = 0
    mug = variant("mug", stock=5)
    held = order(line(mug, 2))
    put(mug, 1)

    told = act(signed_in(ann()), "release", held)

    assert told == [f"{held.number}: of mug 2 are wanted, 1 are left."]
    assert stock_of(mug) == 1


def test_staff_who_may_only_look_cannot_cancel():
    placed = order()

    act(signed_in(bob("orders.view_order")), "cancel", placed)

    placed.refresh_from_db()
    assert placed.state == Order.State.PLACED


def test_a_stranger_sees_no_orders():
    assert signed_in(eve()).get(ORDERS).status_code == 302


@pytest.mark.parametrize(
    "asked", ["tran thi lan", "Trần", "0912345678", "+84912345678", "0912 345 678"]
)
def test_orders_are_found_by_name_without_marks_and_by_phone(asked):
    wanted = order(buyer=buyer(name="Trần Thị Lan", phone="+84912345678"))
    order(buyer=buyer(name="Nguyễn Văn Bình", phone="+84987654321"))

    assert found(signed_in(ann()), asked) == [wanted.number]


def test_orders_are_found_by_number_as_it_is_said():
    wanted, _ = order(), order()

    assert found(signed_in(ann()), wanted.number.lower()) == [wanted.number]


def test_nothing_in_an_order_can_be_written():
    placed, staff = order(), signed_in(ann())

    answer = staff.post(f"{ORDERS}{placed.pk}/change/", {"total": 1})

    assert answer.status_code == 403
    assert staff.get(f"{ORDERS}{placed.pk}/change/").status_code == 200


def test_staff_read_amounts_as_people_write_them():
    placed = order(line(variant("mug", price=145_000, stock=2), 2))

    page = signed_in(ann()).get(f"{ORDERS}{placed.pk}/change/").content.decode()

    assert ("₫290,000" in page, "₫145,000" in page) == (True, True)
    assert "145000" not in page
