import pytest

from storefront.cart.models import Cart
from tests.builders import variant
from tests.buying import browser, put_in_cart

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_no_script_and_no_other_site_s_post_gets_it():
    client = browser()

    put_in_cart(client, variant(stock=5))

    cookie = client.cookies["cart"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize("forged", ["", "x", "\x00", "é" * 5000, "a:b:c", "{token}:x"])
def test_a_forged_one_is_no_cart(forged):
    put_in_cart(browser(), variant(stock=5))
    stranger = browser()
    stranger.cookies["cart"] = forged.format(token=Cart.objects.get().token)

    page = stranger.get("/vi/cart/")

    assert (page.status_code, list(page.context["cart"].items)) == (200, [])


def test_a_forgotten_cart_is_an_empty_one_and_a_new_one_can_begin():
    client = browser()
    put_in_cart(client, variant(stock=5))
    Cart.objects.all().delete()

    put_in_cart(client, variant(stock=5))

    assert len(client.get("/vi/cart/").context["cart"].items) == 1
