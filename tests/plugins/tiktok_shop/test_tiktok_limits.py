"""What cannot be sold there is said before anything is sent, in both languages."""

import pytest

from plugins.tiktok_shop.limits import problems_of
from storefront.contract.data import Given, Money, Option
from tests.plugins.tiktok_shop.goods import listing, offer


def codes(told) -> list[str]:
    return [problem.code for problem in problems_of(told)]


def test_nothing_is_wrong_with_a_good_listing():
    assert codes(listing()) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title": "Bát cơm"}, "title_short"),
        ({"title": "Bát cơm men lam vẽ tay đẹp 🍚🍚"}, "title_strange"),
        ({"title": "Bát cơm men lam vẽ tay 青花碗 rất đẹp"}, "title_strange"),
        ({"title": "Bát cơm men lam vẽ tay!!!!!!!!!!"}, "title_strange"),
        ({"description": " "}, "description_missing"),
        ({"description": "a\n" * 2_000}, "text_too_long"),
        ({"pictures": ()}, "picture_missing"),
        ({"channel_category": ""}, "category_missing"),
        ({"attributes": (Given("package_length", "30 cm"),)}, "package_wrong"),
    ],
)
def test_a_product_must_fit(changed, code):
    assert codes(listing(**changed)) == [code]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"weight_grams": None}, "weight_missing"),
        ({"sku": "BAT S"}, "sku_wrong"),
        ({"sku": "B" * 51}, "sku_too_long"),
        ({"price": Money(0, "VND")}, "price_wrong"),
        ({"options": (Option("size", "Kích cỡ rất dài dòng", "S"),)}, ""),
        (
            {"options": (Option("size", "Kích cỡ quá dài dòng!", "S"),)},
            "option_too_long",
        ),
        ({"options": (Option("size", "Cỡ", "S" * 51),)}, "option_too_long"),
    ],
)
def test_a_variant_must_fit(changed, code):
    assert codes(listing(offer(**changed))) == ([code] if code else [])


@pytest.mark.parametrize(
    "others",
    [
        [offer("A", size="Nhỏ"), offer("B", size="nhỏ")],
        [offer("A", size="Nhỏ"), offer("B", size="")],
        [offer("A", size=""), offer("B", size="")],
    ],
    ids=["alike", "one lacks it", "none has any"],
)
def test_variants_are_told_apart_in_one_way(others):
    assert codes(listing(*others)) == ["options_alike"]


def test_each_problem_says_in_both_languages_what_and_where():
    found = problems_of(listing(offer(sku="B S"), title="Bát", pictures=()))

    assert [(p.message.vi, p.message.en) for p in found if not p.message.vi] == []
    assert {problem.field for problem in found} == {"title", "pictures", "sku"}
