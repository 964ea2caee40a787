"""Pages kept in front of everything: the same for all, never old, made once."""

import gzip
import threading
import time

import brotli
import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client

from storefront.catalog.services import Price, change_prices
from storefront.shelves.services import touch_everything
from storefront.shop.models import Profile
from storefront.web import page_cache, touches
from storefront.web.page_cache import PageCache, pages
from storefront.web.shared import CACHING
from tests.builders import category, product, put, variant
from tests.buying import browser, line, order, put_in_cart
from tests.crowd import all_at_once

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

PAGE = "/vi/p/coc/"


@pytest.fixture(autouse=True)
def keeping(settings, monkeypatch):
    """Keep pages, lists for ever, and look for what was touched at every request."""
    settings.PAGE_CACHE_MB = 1
    monkeypatch.setattr(page_cache, "LIST_SECONDS", 3600)
    monkeypatch.setattr(touches, "EVERY", -1)
    pages.forget()
    yield
    pages.forget()


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """The paths of the pages that had to be made."""
    paths: list[str] = []
    whole = page_cache.make_anonymous

    def make(request: HttpRequest, asked: str) -> None:
        paths.append(request.get_full_path())
        whole(request, asked)

    monkeypatch.setattr(page_cache, "make_anonymous", make)
    return paths


def get(address: str = PAGE, **headers: str) -> HttpResponse:
    return Client(headers=headers).get(address)


@pytest.mark.parametrize("address", [PAGE, "/vi/", "/vi/search/?q=coc"])
def test_a_page_is_made_once(made, address):
    variant("coc", stock=5)

    assert get(address).content == get(address).content
    assert len(made) == 1


def test_from_the_cache_it_takes_no_query_but_the_look(django_assert_num_queries):
    variant("coc", stock=5)
    get()
    looks = 2 if connection.vendor == "postgresql" else 1

    with django_assert_num_queries(looks):
        get()


def reprice(cup) -> None:
    change_prices(prices={cup.pk: Price(77_000)})


@pytest.mark.parametrize(
    "change", [reprice, lambda cup: put(cup, 0), lambda cup: order(line(cup, 5))]
)
def test_it_is_made_anew_when_its_product_was_touched(change):
    cup = variant("coc", stock=5)
    before = get().content
    change(cup)

    assert get().content != before


def test_a_sale_that_pages_do_not_tell_of_does_not_make_it_anew(made):
    cup = variant("coc", stock=50)
    get()
    order(line(cup, 5))
    get()

    assert len(made) == 1


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}availability/"])
def test_the_sale_that_leaves_few_makes_it_anew(made, address):
    cup = variant("coc", stock=5)
    get(address)
    order(line(cup, 2))
    get(address)

    assert len(made) == 2


def test_the_picker_is_kept_by_us_alone(made):
    variant("coc", stock=5)
    first, second = get(f"{PAGE}availability/"), get(f"{PAGE}availability/")

    assert (first["Cache-Control"], second["Cache-Control"]) == ("no-store",) * 2
    assert len(made) == 1


def test_a_new_name_of_the_shop_is_on_every_page():
    variant("coc", stock=5)
    get()
    Profile(name="Nhà Bống").save()

    assert "Nhà Bống" in get().content.decode()


def test_it_is_not_made_anew_when_another_product_was_touched(made):
    variant("coc", stock=5)
    other = variant("yem", stock=5)
    get()
    put(other, 0)
    get()

    assert len(made) == 1


def test_what_all_pages_show_makes_all_of_them_anew(made):
    variant("coc", stock=5)
    get()
    touch_everything()
    get()

    assert len(made) == 2


@pytest.mark.django_db(transaction=True)
def test_a_change_that_commits_late_is_not_missed():
    """Another transaction begins later, ends earlier, and is seen in between."""
    cup, other = variant("coc", stock=5), variant("yem", stock=5)
    get()
    if connection.vendor == "sqlite":
        pytest.skip("SQLite writes one after the other")
    with transaction.atomic():
        put(cup, 0)
        all_at_once([lambda: put(other, 0), lambda: get("/vi/p/yem/")])
        all_at_once([get])

    assert "Hết hàng" in get().content.decode()


def test_a_page_made_from_what_was_read_before_a_change_is_not_kept(monkeypatch):
    """The change comes while the page is being made, and so does a look."""
    cup = variant("coc", stock=5)
    keep, changed = pages.keep, []

    def keep_late(key, page) -> None:
        if not changed:
            changed.append(put(cup, 0))
            pages.touches.look()
        keep(key, page)

    monkeypatch.setattr(pages, "keep", keep_late)
    get()

    assert "Hết hàng" in get().content.decode()


def test_a_list_lives_a_moment(made, monkeypatch):
    monkeypatch.setattr(page_cache, "LIST_SECONDS", 0)
    variant("coc", stock=5)
    get("/vi/")
    get("/vi/")

    assert len(made) == 2


class TestPersonal:
    def test_whoever_asks_first_leaves_no_trace_in_the_page(self):
        variant("coc", stock=5)
        shopper = browser(**{"Accept-Language": "en"})
        put_in_cart(shopper, variant(stock=5))
        shopper.cookies["sessionid"] = shopper.cookies["csrftoken"] = "x" * 32

        mine = shopper.get(PAGE)
        pages.forget()

        assert mine.content == get().content
        assert not mine.cookies
        assert "Cookie" not in mine["Vary"]

    @pytest.mark.parametrize(
        "leak",
        [
            lambda response: response.set_cookie("sessionid", "mine"),
            lambda response: response.__setitem__("Vary", "Cookie"),
            lambda response: response.__setitem__("Cache-Control", "private"),
            lambda response: setattr(response, "status_code", 404),
        ],
        ids=["cookie", "vary", "private", "status"],
    )
    def test_an_answer_for_one_is_never_kept_for_another(self, leak):
        def view(request: HttpRequest) -> HttpResponse:
            response = HttpResponse("mine", headers={"Cache-Control": CACHING})
            leak(response)
            return response

        answer = PageCache(view)(request_for("/vi/"))

        assert (answer.content, len(pages.kept)) == (b"mine", 0)

    def test_without_a_leak_it_would_be(self):
        """The control."""

        def view(request: HttpRequest) -> HttpResponse:
            return HttpResponse("ours", headers={"Cache-Control": CACHING})

        PageCache(view)(request_for("/vi/"))

        assert len(pages.kept) == 1

    @pytest.mark.parametrize(
        "address", ["/vi/cart/", "/vi/checkout/", "/admin/login/", "/vi/nothing/"]
    )
    def test_what_is_not_for_all_is_not_kept(self, address):
        get(address)

        assert len(pages.kept) == 0


def request_for(path: str, **meta: str) -> HttpRequest:
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.META = {"HTTP_HOST": "testserver", "SERVER_NAME": "testserver"} | meta
    return request


def test_addresses_that_ask_the_same_share_a_page(made):
    here = category()
    variant(product=product(category=here))
    for query in ("color=a&size=b", "size=b&fbclid=1&color=a", "color=a&size=b&x"):
        get(f"/vi/c/{here.slug}/?{query}")

    assert made == [f"/vi/c/{here.slug}/?color=a&size=b"]


def test_a_page_made_under_one_name_is_not_given_under_another(settings):
    settings.ALLOWED_HOSTS = ["a.example", "testserver"]
    variant("coc", stock=5)
    get(Host="a.example")

    assert get(Host="evil.example").status_code == 400


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("", None, bytes),
        ("br;q=0, identity", None, bytes),
    ],
)
def test_a_page_comes_packed_as_the_browser_can_read_it(accepted, encoding, unpack):
    variant("coc", stock=5)
    plain = get()

    answer = get(**{"Accept-Encoding": accepted})

    assert answer.get("Content-Encoding") == encoding
    assert unpack(answer.content) == plain.content
    assert int(answer["Content-Length"]) == len(answer.content)
    assert "Accept-Encoding" in answer["Vary"]


def test_whoever_has_the_page_is_told_so_without_it():
    variant("coc", stock=5)

    answer = get(**{"If-None-Match": get()["ETag"]})

    assert (answer.status_code, answer.content) == (304, b"")
    assert answer["Cache-Control"] == CACHING


def test_headers_of_safety_are_kept_with_the_page():
    variant("coc", stock=5)
    first, second = get(), get()

    assert first["Content-Security-Policy"] == second["Content-Security-Policy"]
    assert second["X-Frame-Options"] == "DENY"


def test_too_many_bytes_push_out_what_was_asked_for_longest_ago(settings):
    variant("coc", stock=5)
    get("/vi/")
    settings.PAGE_CACHE_MB = pages.size * 1.5 / 1024 / 1024
    get()

    assert [key[2] for key in pages.kept] == [PAGE]


class TestStampede:
    """Many ask at once for a page that nobody has made yet."""

    CROWD = 30

    def crowd(self) -> tuple[int, set[bytes]]:
        calls, answers = [], set()

        def view(request: HttpRequest) -> HttpResponse:
            calls.append(threading.get_ident())
            time.sleep(0.3)  # as long as the others need to arrive
            return HttpResponse("page", headers={"Cache-Control": CACHING})

        def ask() -> None:
            answers.add(PageCache(view)(request_for("/vi/")).content)

        all_at_once([ask] * self.CROWD)
        return len(calls), answers

    @pytest.fixture(autouse=True)
    def without_looks(self, monkeypatch):
        monkeypatch.setattr(touches.Touches, "look", lambda self: None)

    def test_one_makes_it_for_all(self):
        assert self.crowd() == (1, {b"page"})

    def test_without_waiting_for_each_other_many_would(self, monkeypatch):
        """The control."""
        monkeypatch.setattr(pages, "make_once", lambda key, make: make())

        calls, answers = self.crowd()

        assert (calls > 1, answers) == (True, {b"page"})

    def test_who_makes_it_and_fails_does_not_hold_up_the_others(self):
        failures = []

        def view(request: HttpRequest) -> HttpResponse:
            if not failures:
                failures.append(request)
                time.sleep(0.2)
                raise RuntimeError("as if")
            return HttpResponse("page", headers={"Cache-Control": CACHING})

        results = all_at_once([lambda: PageCache(view)(request_for("/vi/"))] * 5)

        assert sum(isinstance(result, RuntimeError) for result in results) == 1
        assert sum(isinstance(result, HttpResponse) for result in results) == 4


def test_what_is_kept_is_weighed_the_same_when_it_comes_and_when_it_goes(monkeypatch):
    monkeypatch.setattr(page_cache, "PRODUCT_SECONDS", 0)
    variant("coc", stock=5)
    for accepted in ("br", "gzip", "br"):
        get(**{"Accept-Encoding": accepted})

    assert pages.size == sum(page.size for page in pages.kept.values()) > 0
