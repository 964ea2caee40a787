import pytest

from storefront.cart.models import Cart, CartLine
from storefront.catalog.services import Price, archive_product, change_prices
from tests.builders import put, variant
from tests.buying import browser, cart_of, put_in_cart

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def text_of(client) -> str:
    return " ".join(client.get("/en/cart/").content.decode().split())


def change(client, variant, quantity):
    fields = {"variant": variant.pk, "quantity": quantity}
    return client.post("/en/cart/change/", fields)


def test_adding_twice_adds_up():
    mug, client = variant("mug", stock=9), browser()

    put_in_cart(client, mug, 2)
    put_in_cart(client, mug, 1)

    assert cart_of(client) == {"mug": 3}


def test_changing_sets_and_none_removes():
    mug, pot, client = variant("mug", stock=9), variant("pot", stock=9), browser()
    put_in_cart(client, mug, 5)
    put_in_cart(client, pot)

    change(client, mug, 2)
    change(client, pot, 0)

    assert cart_of(client) == {"mug": 2}


def test_changing_what_another_tab_removed_does_not_bring_it_back():
    mug, client = variant("mug", stock=9), browser()
    put_in_cart(client, mug)
    change(client, mug, 0)

    change(client, mug, 3)

    assert cart_of(client) == {}


def test_reserves_nothing():
    mug = variant("mug", stock=1)
    put_in_cart(browser(), mug)

    assert put_in_cart(browser(), mug).status_code == 302


def test_says_that_the_price_has_changed():
    mug, client = variant(price=80_000, stock=9), browser()
    put_in_cart(client, mug)

    change_prices(prices={mug.pk: Price(99_000, None)})

    assert "The price has changed from ₫80,000 to ₫99,000." in text_of(client)


def test_says_how_many_are_left_when_fewer():
    mug, client = variant(stock=5), browser()
    put_in_cart(client, mug, 4)

    put(mug, 2)

    assert "Only 2 left: please take fewer." in text_of(client)


def test_says_that_it_is_sold_out():
    mug, client = variant(stock=5), browser()
    put_in_cart(client, mug, 4)

    put(mug, 0)

    assert "This is sold out now." in text_of(client)


def test_says_that_it_is_no_longer_sold_and_leaves_it_out_of_the_sum():
    mug, pot = variant(stock=5, price=80_000), variant(stock=5, price=50_000)
    client = browser()
    put_in_cart(client, mug)
    put_in_cart(client, pot)

    archive_product(product=mug.product)

    assert "This is no longer sold." in text_of(client)
    assert client.get("/en/cart/").context["cart"].subtotal == 50_000


def test_a_cart_holds_at_most_fifty_things():
    client = browser()
    put_in_cart(client, variant(stock=1))
    cart = Cart.objects.get()
    CartLine.objects.bulk_create(
        CartLine(cart=cart, variant=variant(), quantity=1, seen_price=1)
        for _ in range(49)
    )

    answer = put_in_cart(client, variant(stock=1), language="en")

    assert answer.context["problem"] == "At most 50 different things."


def test_takes_as_many_queries_for_ten_things_as_for_one(django_assert_max_num_queries):
    client = browser()
    for _ in range(10):
        put_in_cart(client, variant(stock=5))

    with django_assert_max_num_queries(7):
        client.get("/vi/cart/")


def test_is_nobody_else_s():
    put_in_cart(browser(), variant("mug", stock=5))

    assert "Your cart is empty." in text_of(browser())


def test_is_never_cached():
    assert "no-store" in browser().get("/vi/cart/")["Cache-Control"]
