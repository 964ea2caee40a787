"""The shop's style sheet: the files of static/css in one answer, in the shop's colours.

One file per kind of page is good to read and one request is good to wait for. The name
holds a digest of the content, so browsers keep it for good.
"""

import gzip
import hashlib
import re
from functools import cache
from pathlib import Path

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from storefront.shop.colors import mix, readable_on
from storefront.shop.models import DARK_PAPER, PAPER, Profile, current_profile

SHEETS = (
    "tokens",
    "base",
    "parts",
    "frame",
    "listing",
    "product",
    "buying",
    "reading",
    "account",
)
FOLDER = Path(settings.BASE_DIR) / "static" / "css"
LOCAL_FILE = re.compile(r'url\("\.\./([^"]+)"\)')


def style_url(profile: Profile) -> str:
    return reverse("style", args=[digest_of(profile.accent, profile.accent_dark)])


@require_safe
def style(request: HttpRequest, digest: str) -> HttpResponse:
    """An old name leads to the present sheet, which nobody may keep under it."""
    profile = current_profile()
    accents = profile.accent, profile.accent_dark
    response = encoded(sheet(*accents), request.headers.get("Accept-Encoding", ""))
    if digest == digest_of(*accents):
        patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    else:
        patch_cache_control(response, no_store=True)
    return response


def encoded(body: bytes, accepted: str) -> HttpResponse:
    encoding = next((name for name in ("br", "gzip") if name in accepted), "")
    response = HttpResponse(packed(body, encoding), content_type="text/css")
    patch_vary_headers(response, ["Accept-Encoding"])
    if encoding:
        response["Content-Encoding"] = encoding
    return response


@cache
def packed(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(body))
    return gzip.compress(body, mtime=0) if encoding == "gzip" else body


@cache
def digest_of(accent: str, accent_dark: str) -> str:
    return hashlib.sha256(sheet(accent, accent_dark)).hexdigest()[:16]


@cache
def sheet(accent: str, accent_dark: str) -> bytes:
    written = "\n".join((FOLDER / f"{name}.css").read_text() for name in SHEETS)
    themed = written + theme(accent, accent_dark)
    return LOCAL_FILE.sub(lambda found: f'url("{static(found[1])}")', themed).encode()


def theme(accent: str, accent_dark: str) -> str:
    """The owner's colours, with the shades that go along with them."""
    light = f":root{{{shades(accent, PAPER)}}}" if accent else ""
    dark = f":root{{{shades(accent_dark, DARK_PAPER)}}}" if accent_dark else ""
    return light + (f"@media (prefers-color-scheme:dark){{{dark}}}" if dark else "")


def shades(accent: str, paper: str) -> str:
    ink = readable_on(paper)
    return (
        f"--accent:{accent};--accent-deep:{mix(accent, ink, 0.25)};"
        f"--accent-tint:{mix(paper, accent, 0.1)};--on-accent:{readable_on(accent)}"
    )
