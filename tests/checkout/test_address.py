import pytest
from django.test import Client

from storefront.orders.models import Order
from tests.builders import variant
from tests.buying import HUE, browser, filled_form, put_in_cart

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

SAIGON = "79"


@pytest.fixture
def shopper() -> Client:
    client = browser()
    put_in_cart(client, variant(stock=5))
    return client


def send(client: Client, **typed: str):
    return client.post("/en/checkout/", filled_form(client, **typed))


def test_the_order_knows_the_ward_and_reads_as_on_a_parcel(shopper):
    send(shopper, province=HUE, ward="thuận hoá", street="12 Lê Lợi")

    order = Order.objects.get()
    assert order.address == "12 Lê Lợi, Phường Thuận Hoá, Thành phố Huế"
    assert (order.province_code, order.ward_code) == (HUE, "19789")


def test_a_name_from_before_2025_is_the_ward_of_today(shopper):
    send(shopper, province=SAIGON, ward="Bến Nghé, Quận 1", street="1 Lê Duẩn")

    address = Order.objects.get().address
    assert address == "1 Lê Duẩn, Phường Sài Gòn, Thành phố Hồ Chí Minh"


def test_a_ward_without_doubt_needs_no_province(shopper):
    send(shopper, province="", ward="Xã Đồn Đạc, Ba Chẽ, Quảng Ninh")

    assert Order.objects.get().province_code == "22"


def test_an_old_district_is_answered_by_choosing_what_it_became(shopper):
    asked = send(shopper, province=SAIGON, ward="Quận 1")
    offered = [match.ward for match in asked.context["form"].offered]

    send(
        shopper,
        province=SAIGON,
        ward="Quận 1",
        ward_asked="Quận 1",
        ward_code=offered[2].code,
    )

    assert "Phường Bến Thành" in Order.objects.get().address


def test_an_answer_to_another_name_does_not_count(shopper):
    answer = send(
        shopper, province=SAIGON, ward="Quận 3", ward_asked="Quận 1", ward_code="26740"
    )

    assert (answer.status_code, Order.objects.count()) == (422, 0)


def test_a_ward_of_another_province_is_offered_not_taken(shopper):
    answer = send(shopper, province=HUE, ward="Bến Thành")

    offered = [str(match.ward) for match in answer.context["form"].offered]
    assert offered == ["Phường Bến Thành, Thành phố Hồ Chí Minh"]


def test_whoever_knows_better_is_believed(shopper):
    send(shopper, province=HUE, ward="Xóm Mới", ward_asked="Xóm Mới", ward_code="-")

    order = Order.objects.get()
    assert order.address == "12 Lê Lợi, Xóm Mới, Thành phố Huế"
    assert (order.province_code, order.ward_code) == (HUE, "")


def test_nobody_is_believed_without_a_province(shopper):
    answer = send(shopper, province="", ward="Qqq", ward_asked="Qqq", ward_code="-")

    assert list(answer.context["form"].errors) == ["province"]


@pytest.mark.parametrize("code", ["99999", "x", "\x00", "-1"])
def test_an_answer_that_is_none_is_asked_again(shopper, code):
    answer = send(
        shopper, province=SAIGON, ward="Quận 1", ward_asked="Quận 1", ward_code=code
    )

    assert (answer.status_code, Order.objects.count()) == (422, 0)
