"""Lists of products: filters with counts, orders, pages, addresses."""

import pytest
from django.http import QueryDict
from django.test import Client

from storefront.catalog.models import Category
from storefront.shelves import counts, services
from storefront.web import listing
from storefront.web.asked import Asked
from tests.builders import category, product, put, variant

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def page(here: Category, query: str = "", language: str = "en"):
    return Client().get(f"/{language}/c/{here.slug}/?{query}").context["listing"]


def titles(found) -> list[str]:
    return [card.product.title_vi for card in found.cards]


def values(found, name: str) -> dict[str, int | None]:
    return {
        value.label: value.count
        for one in found.filters
        if one.name == name
        for value in one.values
    }


def clothes() -> Category:
    """A red and a blue shirt; red trousers, sold out."""
    here = category("Quần áo")
    shirt = product("Áo", category=here, brand="Mầm", axis_1="color", axis_2="size")
    for color, size in (("Đỏ", "59"), ("Xanh", "110")):
        variant(product=shirt, option_1_vi=color, option_2_vi=size, stock=1)
    trousers = product("Quần", category=here, axis_1="color")
    variant(product=trousers, option_1_vi="Đỏ", price=250_000, stock=0)
    services.refresh_touched()
    return here


def test_every_value_says_how_many_products_have_it():
    found = page(clothes())

    assert values(found, "color") == {"Đỏ": 2, "Xanh": 1}
    assert values(found, "brand") == {"Mầm": 1}
    assert values(found, "price") == {
        "₫100,000 – ₫200,000": 1,
        "₫200,000 – ₫500,000": 1,
    }
    assert (values(found, "stock"), found.total) == ({"In stock": 1}, 2)


def test_sizes_stand_in_the_order_of_their_numbers():
    assert list(values(page(clothes()), "size")) == ["59", "110"]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("color=do", ["Quần", "Áo"]),
        ("color=xanh", ["Áo"]),
        ("color=do&color=xanh", ["Quần", "Áo"]),
        ("color=do&stock=now", ["Áo"]),
        ("price=200000", ["Quần"]),
        ("brand=mam", ["Áo"]),
        ("brand=nobody", []),
        ("color=%27", ["Quần", "Áo"]),
    ],
)
def test_values_of_one_kind_widen_and_of_another_narrow_down(query, left):
    found = page(clothes(), query)

    assert (titles(found), found.total) == (left, len(left))


def test_counts_tell_what_choosing_would_lead_to():
    found = page(clothes(), "size=110")

    assert values(found, "color") == {"Đỏ": 1, "Xanh": 1}
    assert values(found, "size") == {"59": 1, "110": 1}


def test_a_chosen_value_leads_back_out():
    chosen = page(clothes(), "color=do&sort=cheapest&after=1.1")

    assert [one.address for f in chosen.filters for one in f.values if one.chosen] == [
        "?sort=cheapest"
    ]
    assert chosen.unfiltered == "?sort=cheapest"


def test_a_large_category_says_what_the_job_has_counted(monkeypatch):
    monkeypatch.setattr(counts, "COUNTED", 1)
    here = clothes()
    counts.count_large_categories()

    assert values(page(here), "color") == {"Đỏ": 2, "Xanh": 1}
    assert values(page(here, "stock=now"), "color") == {"Đỏ": None, "Xanh": None}


def test_the_job_counts_anew_what_changed(monkeypatch):
    monkeypatch.setattr(counts, "COUNTED", 0)
    here = clothes()
    counts.count_large_categories()
    cap = product("Mũ", category=here, axis_1="color")
    variant(product=cap, option_1_vi="Xanh")
    counts.count_large_categories()
    counts.count_large_categories()

    assert values(page(here), "color") == {"Đỏ": 2, "Xanh": 2}


@pytest.mark.parametrize("sort", ["", "best", "cheapest", "dearest", "name"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pages_together_show_everything_once(monkeypatch, sort, language):
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    here = category()
    for number in range(5):  # prices and titles that are the same twice
        one = product(f"Cốc. {number // 2}", category=here)
        variant(product=one, price=1000 + number // 2)
    seen, address = [], f"sort={sort}"
    while address:
        found = page(here, address, language)
        seen += [card.product.pk for card in found.cards]
        address = found.onward.removeprefix("?")

    assert sorted(seen) == sorted(here.products.values_list("pk", flat=True))
    assert len(seen) == 5


def test_what_was_found_has_pages_too(monkeypatch):
    monkeypatch.setattr(listing, "PER_PAGE", 1)
    for title in ("Yếm hoa", "Yếm lá"):
        variant(product=product(title), stock=1)
    first = Client().get("/vi/search/?q=yem").context["listing"]

    second = Client().get(f"/vi/search/{first.onward}").context["listing"]

    assert sorted(titles(first) + titles(second)) == ["Yếm hoa", "Yếm lá"]
    assert (second.onward, second.start) == ("", "?q=yem")


@pytest.mark.parametrize("sort", ["cheapest", "dearest"])
def test_what_was_found_can_be_sorted(sort):
    for title, price in (("Yếm rẻ", 1_000), ("Yếm đắt", 9_000)):
        variant(product=product(title), price=price)

    found = Client().get(f"/vi/search/?q=yem&sort={sort}").context["listing"]

    expected = ["Yếm rẻ", "Yếm đắt"]
    assert titles(found) == (expected if sort == "cheapest" else expected[::-1])


def test_one_page_has_one_address():
    query = "utm_source=x&sort=best&size=59&color=xanh&color=do&color=do&color=%00"

    asked = Asked.of(QueryDict(query))

    assert asked.query == "color=do&color=xanh&size=59&sort=best"


def test_the_state_is_that_of_this_moment_whatever_the_entry_says():
    here = clothes()
    shirt = here.products.get(title_vi="Áo").variants.all()
    for one in shirt:
        put(one, 0)

    assert {card.availability.label for card in page(here).cards} == {"Sold out"}


def test_a_page_of_24_with_filters_takes_at_most_ten_queries(
    monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(counts, "COUNTED", 5)
    here = category("Cốc", parent=category())
    for number in range(26):
        cup = product(category=here, brand="Mầm", axis_1="color")
        variant(product=cup, option_1_vi=f"Màu {number}", stock=1)
    services.refresh_touched()
    counts.count_large_categories()

    with django_assert_max_num_queries(10):
        found = page(here, "stock=now")
    assert (len(found.cards), bool(found.filters)) == (24, True)


def test_suggestions_are_what_the_search_page_shows_first():
    for number in range(9):
        variant(product=product(f"Yếm {number}"), stock=1)

    answer = Client().get("/vi/search/suggestions/?q=yem")

    assert len(answer.context["products"]) == 8
    assert "/vi/search/?q=yem" in answer.content.decode()


def test_the_picker_can_be_asked_for_alone_and_is_not_kept():
    cup = variant("coc", stock=0)

    answer = Client().get(f"/en/p/{cup.product.slug}/availability/")

    assert "Sold out" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_what_is_chosen_can_be_left_out_one_by_one():
    found = page(clothes(), "color=do&color=xanh&stock=now")

    assert {one.label: one.address for one in found.chosen} == {
        "Đỏ": "?color=xanh&stock=now",
        "Xanh": "?color=do&stock=now",
        "In stock": "?color=do&color=xanh",
    }
