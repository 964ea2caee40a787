"""What a purchase takes: queries, and what pages need not ask for again."""

import pytest

from tests.builders import variant
from tests.buying import browser, filled_form, put_in_cart

pytestmark = pytest.mark.django_db


@pytest.fixture
def shopper():
    client = browser()
    put_in_cart(client, variant("coc", stock=9), 2)
    return client


def test_an_order_takes_few_queries(shopper, django_assert_max_num_queries):
    form = filled_form(shopper, email="")

    with django_assert_max_num_queries(26):
        assert shopper.post("/vi/checkout/", form).status_code == 302


def test_an_order_of_five_things_takes_four_more(
    shopper, django_assert_max_num_queries
):
    for _ in range(4):
        put_in_cart(shopper, variant(stock=9))
    form = filled_form(shopper, email="")

    with django_assert_max_num_queries(30):
        assert shopper.post("/vi/checkout/", form).status_code == 302


@pytest.mark.parametrize("page", ["/vi/cart/", "/vi/checkout/"])
def test_a_page_that_knows_the_cart_says_how_much_is_in_it(shopper, page):
    answer = shopper.get(page)

    assert 'data-cart=""' in answer.content.decode()
    assert answer.context["cart_units"] == 2


def test_so_does_the_page_of_an_order(shopper):
    placed = shopper.post("/vi/checkout/", filled_form(shopper))
    put_in_cart(shopper, variant(stock=9), 3)

    assert shopper.get(placed["Location"]).context["cart_units"] == 3


def test_the_cart_at_the_side_says_it_as_well(shopper):
    fields = {"variant": variant(stock=9).pk, "quantity": 1}
    asked_by_script = {"X-Requested-With": "fetch"}

    answer = shopper.post("/vi/cart/add/", fields, headers=asked_by_script)

    assert answer.context["cart_units"] == 3
    assert "<template data-cart-units>" in answer.content.decode()
