"""Two things put in at once by somebody who has no cart yet. With its control."""

import pytest

from storefront.cart import views
from storefront.cart.models import Cart
from tests.builders import variant
from tests.buying import browser, put_in_cart
from tests.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_are_in_one_cart():
    assert carts_after_eight_first_things() == [8]


def test_control_without_the_token_each_is_in_a_cart_of_its_own(monkeypatch):
    monkeypatch.setattr(
        views, "find_or_start_cart", lambda request: Cart.objects.create()
    )

    assert len(carts_after_eight_first_things()) > 1


def carts_after_eight_first_things() -> list[int]:
    visitor = browser()
    visitor.get("/vi/cart/summary/")
    token = visitor.cookies["cart"].value
    things = [variant(stock=9) for _ in range(8)]

    def put(thing):
        tab = browser()
        tab.cookies["cart"] = token
        return put_in_cart(tab, thing)

    all_at_once([lambda thing=thing: put(thing) for thing in things])
    return [cart.lines.count() for cart in Cart.objects.all()]
