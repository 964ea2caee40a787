"""Shared pages, kept in each process, in front of Django and all other middleware."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from storefront.web.kept import Page
from storefront.web.shared import asked_of, is_shared, make_anonymous, may_be_kept
from storefront.web.touches import Touches

#: How long lists live. A product's page lives until its product is touched.
LIST_SECONDS = 1.0
#: A product's page also shows what no note tells of: its neighbours, the shop's name.
PRODUCT_SECONDS = 30.0
#: How long one request waits for the other that makes its page.
PATIENCE = 10.0

Key = tuple[str, str, str, str]
Make = Callable[[], Page | None]


class Flight:
    """One request makes the page; those that come meanwhile wait for it."""

    def __init__(self) -> None:
        self.landed = threading.Event()
        self.page: Page | None = None


class Pages:
    """The least recently asked for goes when there are too many bytes."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.touches = Touches()
        self.forget()

    def forget(self) -> None:
        self.kept: OrderedDict[Key, Page] = OrderedDict()
        self.flights: dict[Key, Flight] = {}
        self.size = 0
        self.touches.forget()

    def find(self, key: Key) -> Page | None:
        page = self.kept.get(key)
        if page is None or not self.is_fresh(page):
            return None
        with self.lock:
            if key in self.kept:
                self.kept.move_to_end(key)
        return page

    def is_fresh(self, page: Page) -> bool:
        age = time.monotonic() - page.made_at
        if page.product_id is None:
            return age < LIST_SECONDS
        self.touches.look()
        touched = self.touches.since_then(page.product_id, page.number)
        return age < PRODUCT_SECONDS and not touched

    def make_once(self, key: Key, make: Make) -> Page | None:
        """Nothing: it could not be kept, or not be made, and so nobody waits for it."""
        with self.lock:
            flight = self.flights.get(key)
            first = flight is None
            if flight is None:
                flight = self.flights[key] = Flight()
        if not first:
            flight.landed.wait(PATIENCE)
            return flight.page
        try:
            flight.page = make()
        finally:
            with self.lock:
                self.flights.pop(key, None)
            flight.landed.set()
        if flight.page is not None:
            self.keep(key, flight.page)
        return flight.page

    def keep(self, key: Key, page: Page) -> None:
        most = settings.PAGE_CACHE_MB * 1024 * 1024
        with self.lock:
            old = self.kept.pop(key, None)
            self.size += page.size - (old.size if old else 0)
            self.kept[key] = page
            while self.size > most and self.kept:
                self.size -= self.kept.popitem(last=False)[1].size


pages = Pages()


class PageCache:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "GET":
            return self.get_response(request)
        asked = asked_of(request.META.get("QUERY_STRING", ""))
        key = key_of(request.META, request.path_info, asked)
        page = pages.find(key)
        if page is None and is_shared(request):
            return self.make(request, key, asked)
        return page.answer(request) if page else self.get_response(request)

    def make(self, request: HttpRequest, key: Key, asked: str) -> HttpResponseBase:
        """The first to ask makes the page, or finds that it is not to be kept."""
        make_anonymous(request, asked)
        if settings.PAGE_CACHE_MB:
            pages.touches.look()
        made: list[HttpResponseBase] = []

        def make() -> Page | None:
            number = pages.touches.number
            response = self.get_response(request)
            made.append(response)
            if isinstance(response, HttpResponse) and may_be_kept(response):
                return Page.of(response, number)
            return None

        page = pages.make_once(key, make) if settings.PAGE_CACHE_MB else make()
        if page is not None:
            return page.answer(request)
        return made[0] if made else self.get_response(request)


class FrontDoor:
    """Answers with kept pages before Django begins with the request.

    Whatever needs a look at what was touched goes on to PageCache, and so do paths
    that stand in an environment otherwise than in a request.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        page = self.kept(environ) if environ["REQUEST_METHOD"] == "GET" else None
        if page is None:
            return self.application(environ, start_response)
        status, headers, body = page.told(environ)
        start_response(status, headers)
        return [body]

    def kept(self, environ: WSGIEnvironment) -> Page | None:
        path = environ["PATH_INFO"]
        if not path.isascii() or pages.touches.due():
            return None
        asked = asked_of(environ.get("QUERY_STRING", ""))
        return pages.find(key_of(environ, path, asked))


def key_of(environ: Mapping[str, str], path: str, asked: str) -> Key:
    return scheme_of(environ), environ.get("HTTP_HOST", ""), path, asked


def scheme_of(environ: Mapping[str, str]) -> str:
    """As `request.scheme`, of which the front door has none."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, https = settings.SECURE_PROXY_SSL_HEADER
        if told := environ.get(name, ""):
            return "https" if told.partition(",")[0].strip() == https else "http"
    return environ.get("wsgi.url_scheme", "http")
