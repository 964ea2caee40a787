"""A guest buys one thing: every request that a browser makes on the way.

As Chromium makes them on a phone, its cache empty and its service worker new: the
product's page and what it asks for by itself (fonts, style, script, icon, manifest,
picture, count of the cart, newest picker), the cart at the side, the checkout page
with the service worker that is installed there, wards and sums as the address is
filled in, the order, its page. What is kept for good is asked for once.
"""

import re
import time
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode, urljoin

import brotli

from tests.bench._load import Answer, Connection
from tests.builders import numbers
from tests.buying import HUE

HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*name="(\w+)"[^>]*value="([^"]*)"')
TYPED = {
    "buyer_name": "Trần Thị Lan",
    "province": HUE,
    "ward": "Phường Thuận Hoá",
    "street": "12 Lê Lợi",
}
#: What a browser fetches on its own for a page, and keeps.
ASSET = re.compile(
    r'<(?:link[^>]*rel="(?:stylesheet|icon|preload|manifest)"[^>]*href'
    r'|script[^>]*src|img[^>]*src)="([^"]+)"'
)
#: Left alone by a browser that runs our script.
WITHOUT_SCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
#: What our script fetches for a page, and nobody keeps.
FETCHED = re.compile(r'data-(?:cart|picker)="([^"]+)"')
SUMS = re.compile(r'data-sums="([^"]+)"')
VARIANT = re.compile(r'name="variant"\s+value="(\d+)"')
WORKER = ("/service-worker.js", "/vi/offline/", "/en/offline/")


class Refused(Exception):
    """The shop answered otherwise than a shop that sells does."""


def purchases(port: int, paths: list[str]) -> Iterator[tuple[float, int]]:
    """The seconds and the requests of one purchase after the other, by new guests."""
    for path in paths:
        began = time.perf_counter()
        number = next(numbers)
        guest = Connection(port, headers=headers_of(number))
        buy(guest, path, phone=f"091{number:07}")
        guest.close()
        yield time.perf_counter() - began, guest.asked


def headers_of(number: int) -> dict[str, str]:
    """Each comes from an address of its own, as our proxy tells it."""
    high, low = divmod(number, 65_536)
    address = f"10.{high % 256}.{low // 256}.{low % 256}"
    return {"Accept-Encoding": "br", "X-Forwarded-For": address}


def buy(guest: Connection, path: str, *, phone: str) -> None:
    seen: set[str] = set()
    product = look(guest, path, seen)
    fields = {"variant": found(VARIANT, product), "quantity": "1"}
    fetched(guest, "/vi/cart/add/", fields)
    page = look(guest, "/vi/checkout/", seen)
    for address in WORKER:
        guest.get(address)
    form = hidden(page) | TYPED | {"phone": phone}
    guest.get(f"/vi/places/wards/?province={HUE}")
    sums = fetched(guest, found(SUMS, page), form)
    form |= hidden(sums)
    placed = guest.post("/vi/checkout/", urlencode(form).encode())
    if "/orders/" not in placed.headers.get("location", ""):
        raise Refused(f"{placed.status}: {problem(placed)}")
    look(guest, urljoin("/", placed.headers["location"]), seen)


def fetched(guest: Connection, path: str, fields: dict[str, str]) -> str:
    """Posted by our script, for a part of the page."""
    guest.headers["X-Requested-With"] = "fetch"
    answer = guest.post(path, urlencode(fields).encode())
    del guest.headers["X-Requested-With"]
    if answer.status != 200:
        raise Refused(f"{answer.status}: {problem(answer)}")
    return text_of(answer)


def hidden(page: str) -> dict[str, str]:
    return {name: unescape(text) for name, text in HIDDEN.findall(page)}


def found(pattern: re.Pattern[str], page: str) -> str:
    there = pattern.search(page)
    if there is None:
        raise Refused(f"The page lacks {pattern.pattern}")
    return there[1]


def look(guest: Connection, path: str, seen: set[str]) -> str:
    """Open a page with what it needs; what a browser has already it does not fetch."""
    answer = guest.get(path)
    if answer.status != 200:
        raise Refused(f"{answer.status} for {path}")
    text = text_of(answer)
    for asset in ASSET.findall(WITHOUT_SCRIPT.sub("", text)):
        if asset not in seen:
            seen.add(asset)
            guest.get(asset)
    for part in FETCHED.findall(text):
        guest.get(part)
    return text


def text_of(answer: Answer) -> str:
    packed = answer.headers.get("content-encoding") == "br"
    body = brotli.decompress(answer.body) if packed else answer.body
    return body.decode()


def problem(answer: Answer) -> str:
    page = answer.body.decode(errors="replace")
    return "; ".join(re.findall(r'(?:role="alert"|_error")>([^<]+)', page))
