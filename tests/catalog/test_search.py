"""Finding products without case, diacritics, or luck."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from storefront.catalog.models import Product
from storefront.catalog.search import normalise, search
from tests.builders import product, variant

rows = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("Yếm ĐỎ  cho bé", "yem do cho be"),
        ("STRASSE ß", "strasse ss"),
        ("Y\u0065\u0302\u0301m", "yem"),
        ("a\x00b\ud800c", "a b c"),
        ("ＳＫＵ－１", "sku-1"),
    ],
)
def test_writes_text_as_it_is_compared(text, compared):
    assert normalise(text) == compared


@given(st.text())
def test_writing_it_twice_is_writing_it_once(text):
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    "query",
    ["do", "ĐỎ", "yem do", "do yếm", "red bib", "kiềng", "bib-07", "4006381333931"],
)
@pytest.mark.django_db
@pytest.mark.sqlite
def test_finds_by_every_word_of_titles_brand_sku_and_gtin(query):
    bib = product("Yếm đỏ", title_en="Red bib", brand="Kiềng")
    variant("BIB-07", product=bib, gtin="4006381333931")
    variant("other")

    assert [found.title_vi for found in search(query)] == ["Yếm đỏ"]


@pytest.mark.django_db
@pytest.mark.sqlite
def test_every_word_must_be_there():
    product("Yếm đỏ")

    assert search("yem xanh").count() == 0


@pytest.mark.parametrize("query", ["", " \x00 ", "\ud800"])
@pytest.mark.django_db
@pytest.mark.sqlite
def test_asking_nothing_finds_everything(query):
    product("Yếm đỏ")

    assert search(query).count() == 1


@pytest.mark.parametrize(
    "query", ["a" * 10_000, "x " * 5_000, "%", "_", "\\", "'\"", "🍼"]
)
@pytest.mark.django_db
@pytest.mark.sqlite
def test_odd_queries_find_nothing_and_do_not_fail(query):
    product("Yếm đỏ")

    assert list(search(query)) == []


@pytest.mark.django_db
@pytest.mark.sqlite
def test_what_is_on_sale_can_be_searched_alone():
    product("Yếm đỏ", state=Product.State.DRAFT)

    assert search("yem").on_sale().count() == 0


@pytest.mark.django_db
def test_postgresql_has_an_index_for_it():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite looks through the rows")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    assert "product_search" in search("yemdo").explain()
