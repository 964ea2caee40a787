import pytest
from django.test import Client

from storefront.cart.models import Cart
from tests.builders import variant

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

EVIL = [
    {},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "https://evil.example"},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "http://testserver@evil.example"},
    {"Origin": "http://evil.example/testserver"},
    {"Origin": "https://testserver"},
    {"Origin": "http://testserver:8080"},
    {"Origin": "http://[broken"},
    {"Origin": "http://testserver, https://evil.example"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Referer": "http://testserver/vi/"},
]
OURS = [
    {"Origin": "http://testserver"},
    {"Origin": "http://TESTSERVER"},
    {"Sec-Fetch-Site": "same-origin"},
]


def post(headers: dict[str, str]):
    client = Client(headers=headers, enforce_csrf_checks=True)
    return client.post("/en/cart/add/", {"variant": variant().pk, "quantity": 1})


@pytest.mark.parametrize("headers", EVIL, ids=str)
def test_a_post_from_elsewhere_changes_nothing_and_says_so(headers):
    answer = post(headers)

    assert (answer.status_code, Cart.objects.count()) == (403, 0)
    assert "only taken from our own pages" in answer.content.decode()


@pytest.mark.parametrize("headers", OURS, ids=str)
def test_a_post_from_our_pages_needs_no_token(headers):
    assert (post(headers).status_code, Cart.objects.count()) == (302, 1)


@pytest.mark.parametrize("address", ["/en/checkout/", "/admin/login/"])
def test_elsewhere_a_token_is_needed_even_from_our_pages(address):
    client = Client(headers=OURS[0], enforce_csrf_checks=True)

    assert client.post(address, {}).status_code == 403
