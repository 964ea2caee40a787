"""Two things put in at once by somebody who has no cart yet. With its control."""

import pytest

from storefront.cart import views
from storefront.cart.models import Cart
from tests.builders import variant
from tests.buying import browser, put_in_cart
from tests.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "fetched_by_the_page",
    ["/vi/cart/summary/", "/vi/cart/token.css"],
    ids=["script", "without script"],
)
def test_are_in_one_cart(fetched_by_the_page):
    assert carts_after_eight_first_things(fetched_by_the_page) == [8]


def test_the_page_of_a_product_fetches_it_where_there_is_no_script():
    coc = variant("coc", stock=5)
    page = browser().get(coc.product.get_absolute_url()).content.decode()

    assert '<noscript><link rel="stylesheet" href="/vi/cart/token.css">' in page


def test_control_without_the_token_each_is_in_a_cart_of_its_own(monkeypatch):
    monkeypatch.setattr(
        views, "find_or_start_cart", lambda request: Cart.objects.create()
    )

    assert len(carts_after_eight_first_things()) > 1


def carts_after_eight_first_things(first: str = "/vi/cart/summary/") -> list[int]:
    visitor = browser()
    visitor.get(first)
    token = visitor.cookies["cart"].value
    things = [variant(stock=9) for _ in range(8)]

    def put(thing):
        tab = browser()
        tab.cookies["cart"] = token
        return put_in_cart(tab, thing)

    all_at_once([lambda thing=thing: put(thing) for thing in things])
    return [cart.lines.count() for cart in Cart.objects.all()]
