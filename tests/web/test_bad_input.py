"""Whatever is sent: a page a person understands, never a 500, and nothing changed."""

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from storefront.cart.models import Cart, CartLine
from storefront.orders.models import Order
from tests.builders import variant
from tests.buying import browser, filled_form, put_in_cart

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

NONSENSE = [
    "",
    " ",
    "x",
    "-1",
    "0",
    "1.5",
    "1e9",
    "9" * 30,
    "\x00",
    "1\x00",
    "٣x",
    "💥",
]


@pytest.mark.parametrize("quantity", NONSENSE)
def test_a_quantity_nobody_means_is_not_added(quantity):
    answer = put_in_cart(browser(), variant(stock=5), quantity, language="en")

    assert answer.status_code == 422
    assert answer.context["problem"]
    assert CartLine.objects.count() == 0


@pytest.mark.parametrize("wanted", NONSENSE)
def test_a_variant_that_is_none_is_not_added(wanted):
    answer = browser().post("/en/cart/add/", {"variant": wanted, "quantity": 1})

    assert answer.status_code == 422
    assert CartLine.objects.count() == 0


@pytest.mark.parametrize("quantity", ["-1", "100", "9" * 30, "x", ""])
def test_a_cart_is_not_changed_to_what_nobody_means(quantity):
    mug, client = variant(stock=5), browser()
    put_in_cart(client, mug, 2)

    fields = {"variant": mug.pk, "quantity": quantity}
    answer = client.post("/en/cart/change/", fields)

    assert (answer.status_code, CartLine.objects.get().quantity) == (422, 2)


@pytest.mark.parametrize(
    "address",
    [
        "/vi/c/nothing/",
        "/vi/p/nothing/",
        "/vi/p/%00/",
        "/vi/p/%ff%fe/",
        "/vi/p/" + "x" * 3000 + "/",
        "/vi/orders/00000000-0000-0000-0000-000000000000/",
        "/fr/",
        "/vi/../../etc/passwd",
        "/vi/%F0%28%8C%28/",
    ],
)
def test_what_is_not_there_is_said_so(address):
    answer = Client().get(address)

    assert answer.status_code == 404
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%ff", "q=" + "x" * 5000, "q=" + "a " * 500]
)
def test_any_search_is_answered(query):
    assert Client().get(f"/vi/search/?{query}").status_code == 200


@pytest.mark.parametrize("sort", ["x", "newest", "cheapest", "name", "%00"])
@pytest.mark.parametrize(
    "rest", ["after=x", "after=-1.1", "after=%00.1", "after=" + "9" * 40, "color=%00"]
)
def test_any_place_order_and_filter_is_answered(sort, rest):
    shown = variant(stock=1).product.category

    assert Client().get(f"/vi/c/{shown.slug}/?sort={sort}&{rest}").status_code == 200


def test_a_body_that_is_too_large_is_refused():
    body = b"variant=1&x=" + b"x" * 6_000_000

    answer = browser().post(
        "/vi/cart/add/", body, content_type="application/x-www-form-urlencoded"
    )

    assert (answer.status_code, Cart.objects.count()) == (400, 0)
    assert "too large or broken" in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("application/json", b'{"variant": 1}'),
        ("application/x-www-form-urlencoded; charset=nonsense", b"variant=1"),
        ("application/x-www-form-urlencoded", b"variant=%ff%fe&quantity=\xff"),
        ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 2000)),
    ],
)
@pytest.mark.parametrize("address", ["/vi/cart/add/", "/vi/checkout/"])
def test_a_broken_body_is_refused(address, kind, body):
    answer = browser().generic("POST", address, body, content_type=kind)

    assert answer.status_code < 500
    assert (CartLine.objects.count(), Order.objects.count()) == (0, 0)


def test_a_host_that_is_not_ours_is_refused():
    assert Client(headers={"Host": "evil.example"}).get("/vi/").status_code == 400


def test_a_mistake_of_ours_is_admitted_in_both_languages(monkeypatch):
    monkeypatch.setattr("storefront.web.views.cards", broken)

    answer = Client(raise_request_exception=False).get("/vi/")

    assert answer.status_code == 500
    assert "Xin lỗi" in answer.content.decode()
    assert "Sorry" in answer.content.decode()


def broken(*_: object) -> None:
    raise RuntimeError("as if")


class TestAnythingTyped(TestCase):
    """The checkout answers any text in any field with a page or an order."""

    @settings(deadline=None, max_examples=40)
    @given(
        st.fixed_dictionaries(
            dict.fromkeys(
                ["buyer_name", "phone", "email", "ward", "street", "voucher", "note"],
                st.text(),
            )
        )
    )
    def test_the_checkout_stands(self, typed: dict[str, str]) -> None:
        client = browser()
        put_in_cart(client, variant(stock=5))

        answer = client.post("/vi/checkout/", filled_form(client, **typed))

        self.assertIn(answer.status_code, {302, 422})  # noqa: PT009
