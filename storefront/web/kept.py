"""A page as it is kept: its body as each browser reads it, and its headers."""

import gzip
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Self

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from storefront.web.shared import TAG, tagged_product

#: Well packed at a few milliseconds a page.
BROTLI, GZIP = 5, 6
#: What a browser that has the page must still hear.
TOLD_AGAIN = ("Cache-Control", "Vary", "ETag", "Date", "Expires")
OK, NOT_MODIFIED = "200 OK", "304 Not Modified"

#: Status, headers and body, as WSGI wants them.
Told = tuple[str, list[tuple[str, str]], bytes]


@dataclass
class Page:
    """`number` is that of the last look at what was touched before it was made."""

    body: bytes
    headers: dict[str, str]
    product_id: int | None
    number: int
    made_at: float = field(default_factory=time.monotonic)

    @classmethod
    def of(cls, response: HttpResponse, number: int) -> Self:
        patch_vary_headers(response, ["Accept-Encoding"])
        product_id = tagged_product(response)
        body = response.content
        digest = blake2b(body, digest_size=12).hexdigest()
        response["ETag"] = f'W/"{digest}"'  # weak: one for all encodings
        kept = {name: text for name, text in response.items() if name != TAG}
        kept.pop("Content-Length", None)
        return cls(body, kept, product_id, number)

    def __post_init__(self) -> None:
        self.packed = {"": self.body}

    @property
    def size(self) -> int:
        """The same all its life, whatever is packed later: packed is less than half."""
        return 2 * len(self.body)

    def answer(self, request: HttpRequest) -> HttpResponse:
        status, headers, body = self.told(request.META)
        response = HttpResponse(body, status=int(status[:3]))
        del response["Content-Type"]
        for name, text in headers:
            response[name] = text
        return response

    def told(self, environ: Mapping[str, str]) -> Told:
        if self.known_to(environ.get("HTTP_IF_NONE_MATCH", "")):
            kept = self.headers.items()
            return NOT_MODIFIED, [pair for pair in kept if pair[0] in TOLD_AGAIN], b""
        encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body = self.packed_as(encoding)
        headers = [*self.headers.items(), ("Content-Length", str(len(body)))]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        return OK, headers, body

    def known_to(self, etags: str) -> bool:
        return bool(etags) and (self.headers["ETag"] in etags or etags.strip() == "*")

    def packed_as(self, encoding: str) -> bytes:
        """Packed once, when it is first asked for."""
        body = self.packed.get(encoding)
        if body is None:
            pack = pack_brotli if encoding == "br" else pack_gzip
            body = self.packed[encoding] = pack(self.body)
        return body


def pack_brotli(body: bytes) -> bytes:
    return bytes(brotli.compress(body, quality=BROTLI))


def pack_gzip(body: bytes) -> bytes:
    return gzip.compress(body, GZIP, mtime=0)


def best_encoding(accepted: str) -> str:
    """What browsers send; whoever refuses one (`br;q=0`) gets the page unpacked."""
    if "q=0" in accepted.replace(" ", "").replace("q=0.", ""):
        return ""
    names = {part.partition(";")[0].strip() for part in accepted.lower().split(",")}
    return next((name for name in ("br", "gzip") if name in names), "")
