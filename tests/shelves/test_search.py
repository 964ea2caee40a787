"""Finding what is on the shelves, in the order of how well it fits."""

import pytest
from django.db import connection

from storefront.catalog.models import Product
from storefront.shelves import search as searching
from storefront.shelves.models import Entry
from storefront.shelves.search import search
from storefront.shelves.services import refresh_touched
from storefront.shelves.spelling import forgiven
from tests.builders import product, variant

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def found(text: str) -> list[str]:
    return [entry.product.title_vi for entry in search(text).ranked or []]


def goods(*titles: str) -> None:
    for title in titles:
        variant(product=product(title), stock=5)


@pytest.mark.parametrize(
    "text",
    [
        *("do", "ĐỎ", "yem do", "do yếm", "red bib", "kiềng", "vai"),
        *("bib-07/a", "BIB 07", "07-a", "bib07a", "4006381333931", "400638"),
    ],
)
def test_finds_by_every_word_of_titles_brand_options_sku_and_gtin(text):
    bib = product("Yếm đỏ", title_en="Red bib", brand="Kiềng", axis_1="material")
    variant("BIB-07/A", product=bib, gtin="4006381333931", option_1_vi="Vải")
    variant("other")

    assert found(text) == ["Yếm đỏ"]


def test_every_word_must_be_there():
    goods("Yếm đỏ")

    assert found("yem xanh") == []


def test_a_whole_word_goes_before_the_beginning_of_one():
    goods("Tắm gội", "Tã dán", "Tập đi")

    assert found("tã")[0] == "Tã dán"


def test_words_side_by_side_go_before_words_apart():
    goods("Bình giữ ấm sữa", "Nước rửa bình sữa", "Bình sữa")

    assert found("binh sua") == ["Bình sữa", "Nước rửa bình sữa", "Bình giữ ấm sữa"]


def test_what_is_sold_out_goes_behind_what_fits_as_well():
    variant(product=product("Yếm hoa"), stock=5)
    variant(product=product("Yếm lá"), stock=0)
    refresh_touched()

    assert found("yem") == ["Yếm hoa", "Yếm lá"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("silicon", "silicone"),
        ("siliconne", "silicone"),
        ("silicane", "silicone"),
        ("bihn", "binh"),
        ("daan", "dan"),
        ("bnh", "binh"),
    ],
)
def test_one_typo_is_forgiven(typed, meant):
    goods(f"Thứ {meant} kia")

    assert forgiven(typed, meant)
    assert found(f"thu {typed}") == [f"Thứ {meant} kia"]


@pytest.mark.parametrize(
    ("typed", "meant"), [("sua", "tua"), ("binhhh", "binh"), ("silcnoe", "silicone")]
)
def test_a_typo_in_a_short_word_and_two_in_a_long_one_are_not(typed, meant):
    goods(f"Thứ {meant}")

    assert found(typed) == []


def test_who_types_right_gets_nothing_that_is_only_similar():
    goods("Chăn bông", "Khăn bông")

    assert found("khan") == ["Khăn bông"]


@pytest.mark.parametrize(
    "text", ["", " \x00 ", "\ud800", "%", "_", "\\", "'\"", "🍼", "(:*", "a" * 9_000]
)
def test_odd_queries_find_nothing_and_do_not_fail(text):
    goods("Yếm đỏ")

    assert found(text) == []


def test_what_is_not_on_sale_is_not_found():
    variant(product=product("Yếm", state=Product.State.DRAFT))

    assert found("yem") == []


def test_words_too_common_to_tell_are_not_ranked(monkeypatch):
    monkeypatch.setattr(searching, "MOST_RANKED", 1)
    goods("Yếm hoa", "Yếm lá")

    assert search("yem").ranked is None


def test_postgresql_answers_from_an_index():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has its own")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    assert "entry_words" in Entry.objects.holding([["yem*"], ["do"]]).explain()
