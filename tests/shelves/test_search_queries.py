"""The 200 searches that were written down before there was a search."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from storefront.inventory.models import Location
from storefront.shelves.search import search
from storefront.web.demo.data import newest_last, read_shelves
from storefront.web.demo.loading import load_categories, load_product

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

QUERIES = Path(__file__).parent.parent / "catalog" / "search_queries.toml"
FIRST = 10
#: In percent.
GOAL = 95


def test_of_200_searches_95_in_a_hundred_find_the_right_product(capsys):
    load_goods_without_pictures()
    kinds = tomllib.loads(QUERIES.read_text(encoding="utf-8"))

    missed = {kind: [q for q in some if misses(q)] for kind, some in kinds.items()}

    asked = sum(map(len, kinds.values()))
    found = asked - sum(map(len, missed.values()))
    with capsys.disabled():
        print(f"\nsearch: {found} of {asked} find the right product")
        for kind, some in missed.items():
            print(f"  {kind}: missed", [query["asked"] for query in some])
    assert asked == 200
    assert found * 100 >= GOAL * asked


def load_goods_without_pictures() -> None:
    shelves = read_shelves()
    places = (Location.objects.create(name="A"), Location.objects.create(name="B"))
    categories = load_categories(shelves)
    for product in newest_last(shelves):
        bare = replace(product, pictures=())
        load_product(bare, categories[product.category], places, [])


def misses(query: dict) -> bool:
    ranked = search(query["asked"]).ranked or []
    first = {entry.product.slug for entry in ranked[:FIRST]}
    return not set(query["finds"]) <= first
