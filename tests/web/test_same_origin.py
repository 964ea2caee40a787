"""Every address there is, found by walking the URL map: no other site posts to it."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
]
#: What stands in an address for each kind, where it is not a word.
FILLED = {"uuid": "00000000-0000-0000-0000-000000000001", "int": "1"}


def addresses() -> list[str]:
    with translation.override("vi"):
        return sorted(set(walk(get_resolver().url_patterns, "/")))


def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for one in patterns:
        address = before + fill(one)
        if isinstance(one, URLResolver):
            yield from walk(one.url_patterns, address)
        else:
            yield address


def fill(one: URLPattern | URLResolver) -> str:
    """The pattern as an address; what is a regular expression is left as it stands."""
    return re.sub(r"<(?:(\w+):)?\w+>", filling, str(one.pattern))


def filling(part: re.Match[str]) -> str:
    return FILLED.get(part[1], "x")


def test_the_walk_finds_what_it_must():
    found = addresses()

    assert {"/vi/cart/add/", "/vi/checkout/", "/admin/login/"} <= set(found)
    assert len(found) > 100


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_no_address_takes_a_post_from_elsewhere(headers):
    client = Client(headers=headers)  # which asks for no token, so that this counts

    taken = [
        address
        for address in addresses()
        if client.post(address).status_code not in {403, 404}
    ]

    assert taken == []


def test_without_the_middleware_some_would(settings):
    """The control."""
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if not name.endswith("SameOrigin")
    ]
    client = Client(headers=FOREIGN[0])

    assert client.post("/admin/login/").status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_that_change_are_refused_too(method):
    client = Client(headers=FOREIGN[0])

    assert getattr(client, method)("/vi/cart/").status_code == 403


def test_our_own_pages_post_and_foreign_ones_link():
    ours = Client(headers={"Origin": "http://testserver"})

    assert ours.post("/vi/cart/add/").status_code == 422
    assert Client(headers=FOREIGN[0]).get("/vi/").status_code == 200
