"""A guest buys one thing: every request that a browser makes on the way."""

import re
import time
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode, urljoin

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
#: What a browser fetches on its own for a page: styles, scripts, icons, fonts.
ASSET = re.compile(
    r'<(?:link[^>]*rel="(?:stylesheet|icon|preload|manifest)"[^>]*href'
    r'|script[^>]*src)="([^"]+)"'
)
SUMS = re.compile(r'data-sums="([^"]+)"')
VARIANT = re.compile(r'name="variant"\s+value="(\d+)"')


class Refused(Exception):
    """The shop answered otherwise than a shop that sells does."""


def purchases(port: int, paths: list[str]) -> Iterator[tuple[float, int]]:
    """The seconds and the requests of one purchase after the other, by new guests."""
    for path in paths:
        began = time.perf_counter()
        guest = Connection(port, headers={"Accept-Encoding": "identity"})
        buy(guest, path, phone=f"091{next(numbers):07}")
        guest.close()
        yield time.perf_counter() - began, guest.asked


def buy(guest: Connection, path: str, *, phone: str) -> None:
    seen: set[str] = set()
    product = look(guest, path, seen)
    guest.get(f"{path}availability/")
    fields = {"variant": found(VARIANT, product), "quantity": "1"}
    follow(guest, guest.post("/vi/cart/add/", urlencode(fields).encode()), seen)
    page = look(guest, "/vi/checkout/", seen)
    form = hidden(page)
    form |= TYPED | {"phone": phone}
    guest.get(f"/vi/places/wards/?province={HUE}")
    sums = guest.post(found(SUMS, page), urlencode(form).encode())
    form |= hidden(sums.body.decode())
    placed = guest.post("/vi/checkout/", urlencode(form).encode())
    if "/orders/" not in placed.headers.get("location", ""):
        raise Refused(f"{placed.status}: {problem(placed)}")
    follow(guest, placed, seen)


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
    text = answer.body.decode()
    for asset in ASSET.findall(text):
        if asset not in seen:
            seen.add(asset)
            guest.get(asset)
    return text


def follow(guest: Connection, answer: Answer, seen: set[str]) -> None:
    if answer.status != 302:
        raise Refused(f"{answer.status}: {problem(answer)}")
    look(guest, urljoin("/", answer.headers["location"]), seen)


def problem(answer: Answer) -> str:
    page = answer.body.decode(errors="replace")
    return "; ".join(re.findall(r'(?:role="alert"|_error")>([^<]+)', page))
