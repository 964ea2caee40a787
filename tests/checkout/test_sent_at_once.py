"""One form sent many times at once, as an impatient thumb or a bad line does."""

import pytest

from storefront.orders.models import Order
from tests.builders import stock_of, variant
from tests.buying import browser, filled_form, put_in_cart
from tests.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_makes_one_order_and_everybody_is_led_to_it():
    mug, client = variant(stock=9), browser()
    put_in_cart(client, mug)
    form, cookie = filled_form(client), client.cookies["cart"].value

    def send() -> str:
        tab = browser()
        tab.cookies["cart"] = cookie
        return tab.post("/vi/checkout/", form)["Location"]

    led_to = all_at_once([send] * 10)

    assert set(led_to) == {Order.objects.get().get_absolute_url()}
    assert stock_of(mug) == 8
