"""What Meta cannot hold is said before it is sent."""

import pytest

from plugins.facebook.limits import is_private, problems_of
from tests.plugins.facebook.goods import listing, offer, option, picture, vnd


def codes(listing, *, public: bool = False) -> list[str]:
    return [problem.code for problem in problems_of(listing, public=public)]


def test_a_whole_product_has_no_problem():
    assert codes(listing(), public=True) == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": "  "}, "title_missing"),
        ({"title": "x" * 101}, "text_too_long"),
        ({"description": ""}, "description_missing"),
        ({"description": "x" * 5001}, "text_too_long"),
        ({"brand": "x" * 101}, "text_too_long"),
        ({"brand": ""}, "brand_or_gtin_missing"),
        ({"pictures": ()}, "picture_missing"),
        ({"pictures": (picture(side=499),)}, "picture_small"),
        ({"pictures": tuple(picture(str(n)) for n in range(22))}, "too_many_pictures"),
    ],
)
def test_a_products_problem_is_named(fields, code):
    assert codes(listing(**fields)) == [code]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"sku": ""}, "sku_wrong"),
        ({"sku": "a:b"}, "sku_wrong"),
        ({"sku": "a,b"}, "sku_wrong"),
        ({"sku": "x" * 101}, "sku_wrong"),
        ({"price": vnd(0)}, "price_wrong"),
        ({"options": (option("age", "3:6"),)}, "option_inexpressible"),
        ({"options": (option("color", "x" * 101),)}, "text_too_long"),
        ({"picture": picture(side=300)}, "picture_small"),
    ],
)
def test_a_variants_problem_is_named_with_its_sku(fields, code):
    (problem,) = problems_of(listing(offer(**fields)), public=False)

    assert problem.code == code
    assert problem.sku in {"", str(fields.get("sku", "mug"))}


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "x" * 100, "description": "x" * 5000},
        {"pictures": tuple(picture(str(n)) for n in range(21))},
        {"brand": "", "offers": (offer(gtin="8934567890123"),)},
        {"offers": (offer(options=(option("volume", "0,5 l"),)),)},
        {"offers": (offer(options=(option("color", "đỏ, xanh"),)),)},
        {"pictures": (), "offers": (offer(picture=picture()),)},
    ],
)
def test_the_utmost_is_still_allowed(fields):
    assert codes(listing(**fields)) == []


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://localhost:8000/p", True),
        ("http://127.0.0.1/p", True),
        ("http://192.168.1.5/p", True),
        ("http://[::1]/p", True),
        ("http://shop/p", True),
        ("https://shop.local/p", True),
        ("https://shop.example.com/p", False),
        ("https://8.8.8.8/p", False),
    ],
)
def test_knows_an_address_that_meta_cannot_reach(url, private):
    assert is_private(url) == private
    assert codes(listing(url=url), public=True) == ["private_address"] * private


def test_a_sandbox_may_have_a_private_shop():
    assert codes(listing(url="http://localhost:8000/p"), public=False) == []


def test_every_problem_speaks_both_languages():
    broken = listing(
        offer("a:b", price=vnd(0)), title="", description="", brand="", pictures=()
    )

    for problem in problems_of(broken, public=True):
        assert problem.message.vi
        assert problem.message.en
        assert problem.message.vi != problem.message.en
