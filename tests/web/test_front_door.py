"""Kept pages, answered before Django begins with the request."""

from io import BytesIO

import pytest
from django.test.client import ClientHandler

from storefront.web import page_cache
from storefront.web.page_cache import FrontDoor, pages
from tests.builders import put, variant

pytestmark = pytest.mark.django_db

PAGE = "/vi/p/coc/"


@pytest.fixture(autouse=True)
def keeping(settings, monkeypatch):
    """Keep pages, and lists for ever."""
    settings.PAGE_CACHE_MB = 1
    monkeypatch.setattr(page_cache, "LIST_SECONDS", 3600)
    pages.forget()
    yield
    pages.forget()


def ask(
    path: str = PAGE, *, method: str = "GET", **environ: str
) -> tuple[str, dict[str, str], bytes, bool]:
    """Status, headers and body, and whether Django had to answer."""
    django, behind, told = ClientHandler(), [], []

    def asked(environ, start_response):
        behind.append(environ)
        response = django(environ)
        line = f"{response.status_code} {response.reason_phrase}"
        start_response(line, list(response.items()))
        return [response.content]

    whole = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "HTTP_HOST": "testserver",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
    }
    answer = FrontDoor(asked)(whole | environ, lambda *heard: told.append(heard))
    status, headers = told[0][:2]
    return status, dict(headers), b"".join(answer), bool(behind)


def test_the_second_to_ask_is_answered_without_django():
    variant("coc", stock=5)
    first, second = ask(), ask()

    assert first[:3] == second[:3]
    assert (first[3], second[3]) == (True, False)


def test_what_was_touched_goes_on_to_django(monkeypatch):
    cup = variant("coc", stock=5)
    ask()
    put(cup, 0)
    monkeypatch.setattr(pages.touches, "looked_at", float("-inf"))

    *_, body, django = ask()

    assert django
    assert "Hết hàng" in body.decode()


@pytest.mark.parametrize(
    "other",
    [
        {"method": "POST"},
        {"method": "HEAD"},
        {"HTTP_HOST": "evil.example"},
        {"wsgi.url_scheme": "https"},
        {"path": "/en/p/coc/"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_another_request_is_not_answered_with_it(other):
    variant("coc", stock=5)
    ask()

    assert ask(**other)[3]


def test_behind_a_proxy_the_scheme_is_the_one_it_tells(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    variant("coc", stock=5)
    ask(HTTP_X_FORWARDED_PROTO="https")

    assert not ask(HTTP_X_FORWARDED_PROTO="https")[3]
    assert ask(HTTP_X_FORWARDED_PROTO="http")[3]


def test_whoever_has_the_page_is_told_so_at_the_door():
    variant("coc", stock=5)
    etag = ask()[1]["ETag"]

    status, headers, body, django = ask(HTTP_IF_NONE_MATCH=etag)

    assert (status, body, django) == ("304 Not Modified", b"", False)
    assert "Content-Type" not in headers


def test_a_cookie_changes_nothing_and_is_not_looked_at():
    variant("coc", stock=5)
    plain = ask()

    assert ask(HTTP_COOKIE="sessionid=x; cart=y")[2] == plain[2]
