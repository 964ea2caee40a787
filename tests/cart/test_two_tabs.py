import pytest

from storefront.cart import services
from storefront.cart.models import Cart
from storefront.cart.services import add_to_cart
from tests.builders import variant
from tests.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_adding_in_many_tabs_at_once_loses_nothing():
    assert added_by_ten_tabs() == 10


def test_control_without_the_lock_some_are_lost(monkeypatch):
    monkeypatch.setattr(services, "lock", lambda cart: cart)

    assert added_by_ten_tabs() < 10


def added_by_ten_tabs() -> int:
    cart, mug = Cart.objects.create(), variant(stock=99)
    all_at_once([lambda: add_to_cart(cart=cart, variant=mug, quantity=1)] * 10)
    return cart.lines.get().quantity
