import pytest
from django.test import Client

from storefront.cart.models import Cart
from storefront.checkout.links import read_link
from storefront.checkout.models import CheckoutLink
from storefront.customers.models import User
from storefront.orders.models import Order
from tests.builders import product, variant
from tests.buying import browser, cart_of, filled_form, put_in_cart
from tests.people import ann
from tests.vouchers import voucher

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LINK = "/checkout/link/"


def follow(client: Client, query: str) -> str:
    """Open the link; return where it led, with what was said there."""
    answer = client.get(f"{LINK}?{query}", headers={"Accept-Language": "en"})
    return answer["Location"]


def said(client: Client, page: str) -> list[str]:
    return [str(message) for message in client.get(page).context["messages"]]


@pytest.mark.parametrize(
    "query",
    [
        "products=A:2,B:1",
        "products=A%3A2%2CB%3A1",
        "products=A%253A2%252CB%253A1",
        "products=A%3A2,B",
        "products=A:1,B:1,A:1",
        "products=,A:2,,B:1,",
        "products=A:2,B:1&products_json=%257B%257D",
    ],
)
def test_every_way_to_write_it_fills_a_cart_and_lands_on_checkout(query):
    variant("A", stock=9)
    variant("B", stock=9)
    client = browser()

    assert follow(client, query) == "/en/checkout/"
    assert cart_of(client) == {"A": 2, "B": 1}


def test_lands_in_one_redirect_with_or_without_the_slash():
    variant("A", stock=9)

    for address in ("/checkout/link", "/checkout/link/"):
        answer = browser().get(f"{address}?products=A:1", follow=True)
        assert len(answer.redirect_chain) == 1
        assert answer.status_code == 200


class TestSignedIn:
    @pytest.fixture
    def lan(self) -> Client:
        client = browser()
        client.force_login(User.objects.create_user("lan"))
        return client

    def test_it_becomes_the_customers_cart(self, lan):
        variant("A", stock=9)

        assert follow(lan, "products=A:2") == "/en/checkout/"
        assert Cart.objects.get().customer.username == "lan"
        assert "cart" not in lan.cookies

    def test_what_was_in_the_cart_can_be_taken_back(self, lan):
        variant("A", stock=9)
        put_in_cart(lan, variant("B", stock=9))
        follow(lan, "products=A:2")

        lan.post("/vi/cart/restore/")

        mine = Cart.objects.get(customer__username="lan")
        assert {one.variant.sku for one in mine.lines.all()} == {"A", "B"}

    def test_it_can_be_ordered(self, lan):
        variant("A", stock=9)
        follow(lan, "products=A:2")

        lan.post("/vi/checkout/", filled_form(lan))

        assert Order.objects.get().customer.username == "lan"


def test_the_language_is_that_of_the_browser():
    variant("A", stock=9)

    answer = browser().get(f"{LINK}?products=A:1", headers={"Accept-Language": "vi"})

    assert answer["Location"] == "/vi/checkout/"


def test_what_tracks_survives_the_redirect():
    variant("A", stock=9)
    query = "products=A:1&coupon=X&cart_origin=instagram&fbclid=q%20w&utm_source=IG"

    landed = follow(browser(), query)

    assert landed == "/en/checkout/?cart_origin=instagram&fbclid=q+w&utm_source=IG"
    assert Cart.objects.get().origin == "instagram"


def test_a_coupon_is_counted_in():
    variant("A", price=80_000, stock=9)
    voucher("TET", percent=10)
    client = browser()

    page = follow(client, "products=A:1&coupon=TET")

    assert client.get(page).context["quote"].total == 102_000


def test_a_coupon_that_cannot_be_used_is_said_and_in_nobody_s_way():
    variant("A", stock=9)
    client = browser()

    page = follow(client, "products=A:1&coupon=NONE")

    assert said(client, page) == [
        "There is no voucher “NONE”. Look at how it is written."
    ]
    assert client.post("/en/checkout/", filled_form(client)).status_code == 302


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("NONE:1", "NONE: this is not sold here."),
        ("GONE:1", "Gone: this is sold out now."),
        ("HIDDEN:1", "HIDDEN: this is not sold here."),
        ("FEW:99", "Few: only 2 can be had."),
        ("A:999999999999999999999999", "A: only 9 can be had."),
        ("A:0", "“A:0” in the link names nothing that can be read."),
        ("A:-1", "“A:-1” in the link names nothing that can be read."),
        ("A:0.5", "“A:0.5” in the link names nothing that can be read."),
        ("A:1e9", "“A:1e9” in the link names nothing that can be read."),
        (":3", "“:3” in the link names nothing that can be read."),
        ("%ff%fe:1", "“\ufffd\ufffd:1” in the link names nothing that can be read."),
        ("%00:1", "“:1” in the link names nothing that can be read."),
    ],
)
def test_what_could_not_be_added_is_said_and_the_rest_is_there(entry, sentence):
    variant("OK", stock=9)
    variant("A", stock=9)
    variant("GONE", stock=0)
    variant("FEW", stock=2)
    variant("HIDDEN", stock=9, product=product("Hidden", state="draft"))
    client = browser()

    page = follow(client, f"products=OK:1,{entry}")

    assert said(client, page) == [sentence]
    assert cart_of(client)["OK"] == 1


def test_a_sku_with_a_colon_is_split_at_the_last_one():
    assert read_link({"products": "A:B:2"}).wanted[0].sku == "A:B"


@pytest.mark.parametrize("query", ["", "products=", "products=NONE:1", "x=%"])
def test_with_nothing_to_buy_it_leads_to_the_cart(query):
    assert follow(browser(), query).startswith("/en/cart/")


def test_a_link_as_long_as_the_world_does_no_harm():
    variant("A", stock=9)
    client = browser()

    follow(client, "products=" + "A:1," * 5_000)

    assert cart_of(client) == {"A": 9}


def test_many_refusals_are_summed_up():
    variant("A", stock=9)
    client = browser()

    page = follow(client, "products=A:1," + ",".join(f"N{n}:1" for n in range(20)))

    assert said(client, page)[-1] == "And 12 more."


def test_the_cart_from_before_stays_and_can_be_taken_back():
    own = variant("OWN", stock=9)
    variant("A", stock=9)
    client = browser()
    put_in_cart(client, own, 2)

    follow(client, "products=A:1")
    assert cart_of(client) == {"A": 1}
    client.post("/en/cart/restore/")

    assert cart_of(client) == {"A": 1, "OWN": 2}


def test_taking_it_back_twice_takes_it_back_once():
    own = variant("OWN", stock=9)
    variant("A", stock=9)
    client = browser()
    put_in_cart(client, own, 2)
    follow(client, "products=A:1")

    for _ in range(2):
        client.post("/en/cart/restore/")

    assert cart_of(client) == {"A": 1, "OWN": 2}


def test_staff_make_a_link_and_its_picture():
    mug = variant("A", stock=9)
    link = CheckoutLink.objects.create(name="Zalo", voucher_code="TET", origin="zalo")
    link.lines.create(variant=mug, quantity=2)
    client = Client()
    client.force_login(ann())

    page = client.get(f"/admin/checkout/checkoutlink/{link.pk}/change/")
    picture = client.get(f"/admin/checkout/checkoutlink/{link.pk}/qr.png")

    asked = "products=A%3A2&amp;coupon=TET&amp;cart_origin=zalo"
    assert asked in page.content.decode()
    assert picture.content.startswith(b"\x89PNG")


def test_the_link_that_staff_make_is_one_that_works():
    mug = variant("A", stock=9)
    link = CheckoutLink.objects.create(name="Zalo")
    link.lines.create(variant=mug, quantity=2)
    client = browser()

    follow(client, link.address.partition("?")[2])

    assert cart_of(client) == {"A": 2}


def test_the_picture_is_for_staff():
    link = CheckoutLink.objects.create(name="Zalo")

    answer = Client().get(f"/admin/checkout/checkoutlink/{link.pk}/qr.png")

    assert answer.status_code == 302
