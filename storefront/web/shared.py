"""Pages that are the same for everybody, so that caches may stand in front.

A page says so with @shared_page. It is then made for nobody in particular: without
cookies, and with no more of the address than lists look at.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override

from storefront.web.asked import Asked

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

CACHING = "public, max-age=0, s-maxage=1, stale-while-revalidate=30"
#: For no cache but ours, which knows what was touched.
OURS = "no-store"
#: For browsers too: for an hour, or as long as the shop still says the same.
HOURLY, ASKED_ANEW = "public, max-age=3600", "no-cache"
KEPT = {CACHING, OURS, HOURLY, ASKED_ANEW}
#: Names the one product whose changes are all that changes the page.
TAG = "Cache-Tag"


def shared_page(view: View[P]) -> View[P]:
    """Let caches keep the page for a second, and the page cache of each process."""
    return kept_page(view, CACHING)


def newest_page(view: View[P]) -> View[P]:
    """Let only the page cache of each process keep it."""
    return kept_page(view, OURS)


def hourly_page(view: View[P]) -> View[P]:
    """Let everybody keep it for an hour."""
    return kept_page(view, HOURLY)


def page_asked_anew(view: View[P]) -> View[P]:
    """Let everybody keep it who asks before each use whether it still holds."""
    return kept_page(view, ASKED_ANEW)


def kept_page(view: View[P], caching: str) -> View[P]:
    @wraps(view)
    def cacheable(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = caching
        return response

    cacheable.shared = True  # type: ignore[attr-defined]
    return cacheable


def tag_product(response: HttpResponse, product_id: int) -> HttpResponse:
    response[TAG] = f"product-{product_id}"
    return response


def tagged_product(response: HttpResponseBase) -> int | None:
    number = response.get(TAG, "").removeprefix("product-")
    return int(number) if number else None


def is_shared(request: HttpRequest) -> bool:
    """Does the address lead to a shared page? Asked before any other middleware."""
    path = request.path_info
    if request.method != "GET" or path.startswith(settings.STATIC_URL):
        return False
    return leads_to_shared_page(path, settings.ROOT_URLCONF)


@lru_cache(maxsize=2000)
def leads_to_shared_page(path: str, urlconf: str) -> bool:
    """Most addresses that are asked for were asked for before."""
    try:
        with override(get_language_from_path(path)):
            view = resolve(path, urlconf).func
    except Resolver404:
        return False
    return getattr(view, "shared", False)


def asked_of(query: str) -> str:
    """The part of the query that lists look at, in its one order."""
    return Asked.of(QueryDict(query)).query if query else ""


def make_anonymous(request: HttpRequest, asked: str) -> None:
    """What is not there cannot get into the page."""
    request.META.pop("HTTP_COOKIE", None)
    request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
    request.META["QUERY_STRING"] = asked


def may_be_kept(response: HttpResponseBase) -> bool:
    """Only what says itself that it is for all, and gives nobody a cookie."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and response.get("Cache-Control") in KEPT
        and "cookie" not in response.get("Vary", "").lower()
    )
