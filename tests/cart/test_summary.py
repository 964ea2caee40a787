import pytest

from storefront.cart.models import Cart
from tests.builders import variant
from tests.buying import browser, put_in_cart

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

SUMMARY = "/en/cart/summary/"


def test_counts_what_is_in_the_cart_in_one_query(django_assert_num_queries):
    client = browser()
    put_in_cart(client, variant(stock=9), 2)
    put_in_cart(client, variant(stock=9), 3)

    with django_assert_num_queries(1):
        page = client.get(SUMMARY)

    assert " ".join(page.content.decode().split()).startswith("5 <span")


def test_is_kept_by_nobody():
    assert "no-store" in browser().get(SUMMARY)["Cache-Control"]


def test_a_new_visitor_gets_a_token_but_no_cart(django_assert_num_queries):
    client = browser()

    with django_assert_num_queries(0):
        client.get(SUMMARY)

    assert (client.cookies["cart"].value != "", Cart.objects.count()) == (True, 0)


def test_the_token_of_a_cart_is_left_alone():
    client = browser()
    put_in_cart(client, variant(stock=9))
    before = client.cookies["cart"].value

    client.get(SUMMARY)

    assert client.cookies["cart"].value == before


def test_a_drawer_is_answered_with_its_part_of_the_page_only():
    client = browser(**{"X-Requested-With": "fetch"})

    page = put_in_cart(client, variant("mug", stock=9))

    assert page.status_code == 200
    assert "Mug" in page.content.decode()
    assert "<html" not in page.content.decode()
