"""What a plugin declares is what is looked at before anything is sent."""

from dataclasses import replace

import pytest

from storefront.contract.data import Limits, Listing, Option, Picture
from storefront.contract.preflight import REQUIRED, problems_of
from storefront.contract.testing import Conformance

LIMITS = Limits(items_per_batch=1)


def listing(**fields: object) -> Listing:
    return replace(Conformance().listing(), **fields)


def codes(listing: Listing, **limits: object) -> list[str]:
    return [p.code for p in problems_of(listing, replace(LIMITS, **limits))]


def test_a_whole_product_has_no_problem():
    assert codes(listing()) == []


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"title": 3}, "text_too_long"),
        ({"description": 3}, "text_too_long"),
        ({"brand": 3}, "text_too_long"),
        ({"pictures": 0}, "too_many_pictures"),
        ({"picture_side": 801}, "picture_small"),
    ],
)
def test_each_limit_is_looked_at(limits, code):
    assert codes(listing(), **limits) == [code]


def test_each_variants_sku_is_looked_at():
    assert codes(listing(), sku=4) == ["sku_too_long", "sku_too_long"]


def test_axes_are_counted_over_all_variants():
    first, second = listing().offers
    colour, size = Option("color", "Màu", "Đỏ"), Option("size", "Cỡ", "M")
    offers = (replace(first, options=(colour,)), replace(second, options=(size,)))

    assert codes(listing(offers=offers), max_axes=1) == ["too_many_axes"]


@pytest.mark.parametrize("name", [*REQUIRED])
def test_what_is_required_is_missed_once(name):
    bare = listing(description="", brand="", pictures=())

    assert codes(bare, required=(name,)) == [f"{name}_missing"]


def test_either_of_brand_and_gtin_will_do():
    offers = tuple(replace(o, gtin="4006381333931") for o in listing().offers)

    assert codes(listing(brand="", offers=offers), required=("brand_or_gtin",)) == []


def test_a_variants_own_picture_is_its_main_one():
    small = Picture("https://shop.example/s.jpg", 100, 100)
    first, second = listing().offers
    offers = (replace(first, picture=small), second)

    assert codes(listing(offers=offers)) == ["picture_small"]


def test_the_same_problem_of_two_products_reads_the_same():
    long, longer = listing(title="x" * 300), listing(title="y" * 400)

    assert problems_of(long, LIMITS) == problems_of(longer, LIMITS)
