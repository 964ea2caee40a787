import pytest

from storefront.catalog.services import Price, change_prices
from tests.builders import put, variant
from tests.buying import browser, cart_of, line, order

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def again(placed, client=None):
    client = client or browser()
    return client, client.post(f"/en/orders/{placed.token}/again/", follow=True)


def test_fills_the_cart_at_today_s_prices():
    mug = variant("mug", price=80_000, stock=9)
    placed = order(line(mug, 2))
    change_prices(prices={mug.pk: Price(99_000, None)})

    client, page = again(placed)

    assert cart_of(client) == {"mug": 2}
    assert page.context["cart"].subtotal == 198_000


def test_says_what_cannot_be_had_any_more():
    mug, pot = variant("mug", stock=9), variant("pot", stock=9)
    placed = order(line(mug), line(pot))
    put(pot, 0)

    client, page = again(placed)

    assert cart_of(client) == {"mug": 1}
    told = [str(message) for message in page.context["messages"]]
    assert told == ["Pot: this is sold out now."]


def test_is_found_by_the_token_alone():
    answer = browser().post("/en/orders/00000000-0000-0000-0000-000000000000/again/")

    assert answer.status_code == 404
