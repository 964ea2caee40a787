"""No other site's page posts to any of our addresses, whatever its view checks."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from storefront.cart.origin import from_our_pages

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


class SameOrigin:
    """Refuse what a browser says comes from elsewhere, before any view sees it.

    Who says nothing is no browser of today: a platform's webhook, which is signed, or
    a very old browser, which needs a token. Views without a token refuse it themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE and foreign(request):
            return refused(request)
        return self.get_response(request)


def foreign(request: HttpRequest) -> bool:
    told = {"Origin", "Sec-Fetch-Site"} & set(request.headers)
    return bool(told) and not from_our_pages(request)


def refused(request: HttpRequest) -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
