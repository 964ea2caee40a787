"""What crawlers and browsers ask for beside the pages: robots, sitemaps, manifest."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.db.models import Max
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from storefront.catalog.models import Category, Product
from storefront.shop.models import current_profile
from storefront.web.shared import hourly_page, page_asked_anew, shared_page
from storefront.web.styles import style_url

#: Two languages each: well below the 50,000 addresses a sitemap may hold.
PRODUCTS_PER_SITEMAP = 10_000
#: Read and sent together: each piece that is sent costs as much as a thousand rows.
ROWS_AT_ONCE = 1000
#: Where each product's slug belongs in an address that is worked out once for all.
STAND_IN = "slug-of-the-product"
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)
LANGUAGES = [code for code, _ in settings.LANGUAGES]

#: A path in each language, and when what stands there changed.
Place = tuple[dict[str, str], datetime | None]


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "web/robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
def sitemaps(request: HttpRequest) -> HttpResponse:
    """The list of sitemaps: one for the pages, and one per ten thousand products."""
    last = Product.objects.aggregate(last=Max("pk"))["last"] or 0
    parts = [sitemap_url("pages")]
    parts += [
        sitemap_url(f"products-{number}")
        for number in range(last // PRODUCTS_PER_SITEMAP + 1)
    ]
    rows = "".join(f"<sitemap><loc>{part}</loc></sitemap>\n" for part in parts)
    body = f"{XML}<sitemapindex {SPACES}>\n{rows}</sitemapindex>\n"
    return HttpResponse(body, content_type="application/xml")


@require_safe
def sitemap(request: HttpRequest, part: str) -> StreamingHttpResponse:
    """Written a thousand rows at a time: memory does not grow with the shop."""
    kind, _, number = part.partition("-")
    if kind == "pages" and not number:
        places = page_places()
    elif kind == "products" and number.isdigit() and len(number) < 7:
        places = product_places(int(number))
    else:
        raise Http404
    return StreamingHttpResponse(urlset(places), content_type="application/xml")


def sitemap_url(part: str) -> str:
    return settings.SITE_URL + reverse("sitemap", args=[part])


def page_places() -> Iterator[Place]:
    profile = current_profile()
    yield everywhere("home"), None
    yield everywhere("about"), None
    for policy in profile.policies:
        yield everywhere("policy", policy.topic), profile.updated_at
    for slug in Category.objects.filter(shown=True).values_list("slug", flat=True):
        yield everywhere("category", slug), None


def product_places(number: int) -> Iterator[Place]:
    first = number * PRODUCTS_PER_SITEMAP
    shown = Product.objects.on_sale().filter(
        pk__gte=first, pk__lt=first + PRODUCTS_PER_SITEMAP
    )
    rows = shown.order_by("pk").values_list("slug", "updated_at")
    paths = everywhere("product", STAND_IN)
    for slug, updated_at in rows.iterator(chunk_size=ROWS_AT_ONCE):
        here = {one: path.replace(STAND_IN, slug) for one, path in paths.items()}
        yield here, updated_at


def everywhere(name: str, *args: str) -> dict[str, str]:
    return {
        language: settings.SITE_URL + path(name, language, *args)
        for language in LANGUAGES
    }


def path(name: str, language: str, *args: str) -> str:
    with override(language):
        return reverse(name, args=args)


def urlset(places: Iterator[Place]) -> Iterator[str]:
    yield f"{XML}<urlset {SPACES}>\n"
    while rows := list(islice(places, ROWS_AT_ONCE)):
        yield "".join(
            entry(one, paths, changed_at)
            for paths, changed_at in rows
            for one in paths.values()
        )
    yield "</urlset>\n"


def entry(here: str, paths: dict[str, str], changed_at: datetime | None) -> str:
    """Slugs are ASCII letters, digits, - and _, so nothing here needs escaping."""
    changed = (
        f"<lastmod>{changed_at:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed_at else ""
    )
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{other}"/>'
        for language, other in paths.items()
    )
    return f"<url><loc>{here}</loc>{changed}{others}</url>\n"


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """What browsers ask for on pages that name no icon, and what crawlers show."""
    response = redirect(static("img/icon-192.png"))
    patch_cache_control(response, public=True, max_age=86_400)
    return response


@require_safe
@hourly_page
def manifest(request: HttpRequest) -> HttpResponse:
    profile = current_profile()
    return JsonResponse(
        {
            "name": profile.shown_name,
            "short_name": profile.shown_name[:12],
            "lang": get_language(),
            "start_url": reverse("home"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#fdfaf5",
            "theme_color": "#fdfaf5",
            "icons": [icon(size, purpose) for size, purpose in ICONS],
        },
        content_type="application/manifest+json",
    )


#: What the offline page shows beside its own text.
OFFLINE_FILES = (
    "img/mark.svg",
    "fonts/be-vietnam-pro-400.woff2",
    "fonts/be-vietnam-pro-600.woff2",
)
ICONS = ((192, "any"), (512, "any"), (512, "maskable"))


def icon(size: int, purpose: str) -> dict[str, str]:
    name = "maskable-512" if purpose == "maskable" else f"icon-{size}"
    return {
        "src": static(f"img/{name}.png"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


@require_safe
@page_asked_anew
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, since a worker rules only what lies below its own address."""
    style = style_url(current_profile())
    kept = {
        "shelf": f"offline {style}",
        "pages": {language: path("offline", language) for language in LANGUAGES},
        "files": [style, *map(static, OFFLINE_FILES)],
    }
    return render(
        request,
        "web/service-worker.js",
        {"kept": json.dumps(kept)},
        content_type="text/javascript",
    )


@require_safe
@shared_page
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "web/offline.html")
