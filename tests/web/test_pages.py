import re

import pytest
from django.test import Client

from storefront.catalog.models import Category
from tests.builders import category, product, put, variant
from tests.buying import browser, put_in_cart

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def text_of(answer) -> str:
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())


def titles(answer) -> list[str]:
    return [card.product.title for card in answer.context["cards"]]


def test_home_shows_what_can_be_bought_and_nothing_else():
    variant(product=product("Cốc"), stock=1)
    variant(product=product("Nháp", state="draft"), stock=1)
    product("Trống")

    assert titles(Client().get("/vi/")) == ["Cốc"]


def test_a_category_shows_the_products_of_its_whole_subtree():
    top = category("Mẹ và bé")
    below = category("Ăn dặm", parent=top)
    variant(product=product("Yếm", category=below), stock=1)
    variant(product=product("Khác", category=category("Khác")), stock=1)

    assert titles(Client().get(f"/vi/c/{top.slug}/")) == ["Yếm"]


@pytest.mark.parametrize(
    ("sort", "order"), [("cheapest", ["Rẻ", "Đắt"]), ("dearest", ["Đắt", "Rẻ"])]
)
def test_a_category_is_sorted_by_price(sort, order):
    here = category()
    for title, price in (("Đắt", 900_000), ("Rẻ", 10_000)):
        variant(product=product(title, category=here), price=price)

    assert titles(Client().get(f"/vi/c/{here.slug}/?sort={sort}")) == order


def test_search_ignores_case_and_marks():
    variant(product=product("Đỏ thắm"), stock=1)

    assert titles(Client().get("/vi/search/?q=DO tham")) == ["Đỏ thắm"]


def test_a_hidden_category_is_not_there():
    hidden = category()
    Category.objects.update(shown=False)

    assert Client().get(f"/vi/c/{hidden.slug}/").status_code == 404


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_a_product_that_is_not_on_sale_is_not_there(state):
    hidden = product(state=state)

    assert Client().get(f"/vi/p/{hidden.slug}/").status_code == 404


def test_a_product_tells_a_state_and_never_a_count():
    cup = product("Cốc", axis_1="color")
    for color, stock in (("Đỏ", 0), ("Xanh", 2), ("Vàng", 4711)):
        variant(product=cup, stock=stock, option_1_vi=color)

    text = text_of(Client().get("/en/p/coc/"))

    assert [state in text for state in ("Sold out", "Few left", "In stock")] == [
        True
    ] * 3
    assert "4711" not in text


def test_the_picker_works_without_scripts():
    cup = product("Cốc", axis_1="color")
    gone = variant(product=cup, stock=0, option_1_vi="Đỏ")
    there = variant(product=cup, stock=2, option_1_vi="Xanh")

    page = Client().get("/vi/p/coc/").content.decode()
    radios = dict(re.findall(r'value="(\d+)"\s+required\s+(\w+)>', page))

    assert radios == {str(gone.pk): "disabled", str(there.pk): "checked"}
    assert "<script" not in page.partition("<main")[2]


def test_the_price_before_is_struck():
    variant("coc", price=80_000, compare_at_price=99_000, stock=1)

    assert re.search("<s .*99,000.*</s>", Client().get("/en/p/coc/").content.decode())


def test_titles_and_descriptions_come_from_the_texts_for_search_engines():
    cup = product("Cốc", seo_title_en="Fine cups", seo_description_en="Cups & more")
    variant(product=cup, stock=1)

    page = Client().get("/en/p/coc/").content.decode()

    assert "<title>Fine cups · Kiềng</title>" in page
    assert re.search('name="description"\\s+content="\\s*Cups &amp; more', page)


def test_the_language_switch_stays_on_the_page():
    variant("coc", stock=1)

    page = Client().get("/vi/p/coc/?from=mail").content.decode()

    assert 'href="/en/p/coc/"' in page
    assert 'rel="canonical" href="http://localhost:8000/vi/p/coc/"' in page
    assert 'hreflang="en" href="http://localhost:8000/en/p/coc/"' in page


@pytest.mark.parametrize(
    ("spoken", "language"), [("vi", "vi"), ("en-GB", "en"), ("fr", "vi"), ("", "vi")]
)
def test_the_bare_address_leads_to_the_visitor_s_language(spoken, language):
    answer = Client(headers={"Accept-Language": spoken}).get("/")

    assert answer["Location"] == f"/{language}/"


@pytest.mark.parametrize("page", ["/vi/", "/vi/p/coc/", "/vi/search/?q=coc"])
class TestShared:
    def test_everybody_gets_the_same(self, page):
        variant("coc", stock=5)
        shopper = browser()
        put_in_cart(shopper, variant(stock=5))

        mine, theirs = shopper.get(page), Client().get(page)

        assert mine.content == theirs.content
        assert "Cookie" not in mine.get("Vary", "")
        assert not mine.cookies

    def test_a_cache_may_keep_it_for_a_second(self, page):
        variant("coc", stock=5)

        caching = Client().get(page)["Cache-Control"]

        assert "s-maxage=1, stale-while-revalidate=30" in caching

    def test_whoever_has_it_is_told_so(self, page):
        variant("coc", stock=5)
        known = {"If-None-Match": Client().get(page)["ETag"]}

        assert Client().get(page, headers=known).status_code == 304

    def test_it_changes_when_the_state_does_and_not_when_the_count_does(self, page):
        cup = variant("coc", stock=9)
        before = Client().get(page)["ETag"]
        put(cup, 8)
        fewer = Client().get(page)["ETag"]
        put(cup, 1)

        assert (fewer == before, Client().get(page)["ETag"] == before) == (True, False)


@pytest.mark.parametrize("page", ["/vi/", "/vi/c/{slug}/", "/vi/search/?q=product"])
def test_a_list_takes_as_many_queries_for_twelve_as_for_one(
    page, django_assert_max_num_queries
):
    here = category()
    for _ in range(12):
        variant(product=product(category=here), stock=1)

    with django_assert_max_num_queries(10):
        assert len(titles(Client().get(page.format(slug=here.slug)))) == 12


def test_a_product_takes_as_many_queries_for_ten_variants_as_for_one(
    django_assert_max_num_queries,
):
    cup = product("coc", axis_1="color")
    for number in range(10):
        variant(product=cup, stock=1, option_1_vi=f"Màu {number}")

    with django_assert_max_num_queries(8):
        Client().get("/vi/p/coc/")


@pytest.mark.parametrize("page", ["/vi/", "/vi/cart/", "/vi/nothing/", "/admin/login/"])
def test_every_page_forbids_foreign_and_inline_code(page):
    policy = Client().get(page)["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
