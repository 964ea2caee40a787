"""Fetch a file from an address that anybody may have written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx2 as httpx
from django.utils.translation import gettext_noop as _

from storefront.catalog.public_network import (
    NotPublic,
    PublicTransport,
    allowed_by_settings,
)
from storefront.contract.pool import ending_after

DEADLINE = timedelta(seconds=30)
MOST_HOPS = 5
PORTS = {"http": 80, "https": 443}
#: An answer in any other encoding was not asked for, and could unpack to anything.
PLAIN = {"", "identity"}
MOVED = {301, 302, 303, 307, 308}
ASK_LATER = {408, 425, 429}


class NotFetched(Exception):
    """Why, as an untranslated text; `again` where another try may fare better."""

    def __init__(self, text: str, *, again: bool = False, **params: object) -> None:
        super().__init__(text % params if params else text)
        self.text = text
        self.again = again
        self.params = params


@cache
def client() -> httpx.Client:
    return httpx.Client(
        transport=PublicTransport(),
        trust_env=False,
        follow_redirects=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        headers={
            "User-Agent": "Kieng",
            "Accept": "image/webp,image/png,image/jpeg",
            "Accept-Encoding": "identity",
        },
    )


os.register_at_fork(after_in_child=client.cache_clear)


def download(url: str, *, most: int) -> bytes:
    """Return what is there, or raise NotFetched. Everything together has one deadline.

    Each step of a redirect is checked as the first address was.
    """
    with ending_after(DEADLINE), in_our_words():
        address = httpx.URL(url)
        for _step in range(MOST_HOPS + 1):
            found = ask(address, most)
            if isinstance(found, bytes):
                return found
            address = found
    raise NotFetched(_("The address leads from one place to the next, without end."))


@contextmanager
def in_our_words() -> Iterator[None]:
    try:
        yield
    except NotPublic as error:
        raise NotFetched(
            _("%(host)s is in a private network; nothing is fetched from there."),
            host=str(error),
        ) from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol):
        raise not_an_address() from None
    except httpx.TimeoutException:
        raise NotFetched(
            _("The picture did not come within %(seconds)s seconds."),
            again=True,
            seconds=int(DEADLINE.total_seconds()),
        ) from None
    except httpx.HTTPError as error:
        raise NotFetched(
            _("There is no connection to this address (%(kind)s)."),
            again=True,
            kind=type(error).__name__,
        ) from None


def not_an_address() -> NotFetched:
    return NotFetched(_("This is not an address on the web: it needs http or https."))


def ask(address: httpx.URL, most: int) -> bytes | httpx.URL:
    """Return the file, or where it has moved to."""
    check_address(address)
    # httpx has timeouts of its own; the deadline is the only one that counts here.
    response = client().send(client().build_request("GET", address), stream=True)
    try:
        if response.status_code in MOVED and "location" in response.headers:
            return address.join(response.headers["location"])
        check_status(response.status_code)
        return read(response, most)
    finally:
        response.close()


def check_address(address: httpx.URL) -> None:
    if address.scheme not in PORTS or not address.host:
        raise not_an_address()
    if address.userinfo:
        raise NotFetched(_("The address holds a user name; leave it out."))
    default = PORTS[address.scheme]
    port = address.port or default
    if port != default and not allowed_by_settings(address.host, port):
        raise NotFetched(
            _("The address names port %(port)s; only 80 and 443 are used."), port=port
        )


def check_status(status: int) -> None:
    if status == 200:
        return
    if status >= 500 or status in ASK_LATER:
        raise NotFetched(
            _("The server cannot answer just now (HTTP %(status)s)."),
            again=True,
            status=status,
        )
    if status in {401, 403}:
        raise NotFetched(
            _("The picture is not public (HTTP %(status)s)."), status=status
        )
    raise NotFetched(
        _("There is no picture at this address (HTTP %(status)s)."), status=status
    )


def read(response: httpx.Response, most: int) -> bytes:
    """Stop at the first byte too many, whatever the answer's head promised."""
    if response.headers.get("content-encoding", "").lower() not in PLAIN:
        raise NotFetched(_("The picture comes packed, which nobody asked for."))
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most:
        raise too_large(most)
    content = bytearray()
    for chunk in response.iter_raw():
        content += chunk
        if len(content) > most:
            raise too_large(most)
    return bytes(content)


def too_large(most: int) -> NotFetched:
    return NotFetched(
        _("The picture is larger than %(most)s MB."), most=most // 1024**2
    )
