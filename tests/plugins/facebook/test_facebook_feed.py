"""Meta's CSV: the columns of its template, and the rules in the template's comments."""

import csv
import os
import re
from pathlib import Path

import pytest
from django.conf import settings

from plugins.facebook import feed
from storefront.contract.errors import PlatformRefused
from tests.feeds.items import item

SHARED = Path(os.environ.get("KIENG_SHARED") or settings.BASE_DIR.parent / "shared")
TEMPLATE = SHARED / "data" / "meta" / "catalog_products.csv"

needs_template = pytest.mark.skipif(not TEMPLATE.exists(), reason="no template here")


def read(**fields: object) -> dict[str, str]:
    lines = (feed.head() + feed.row(item(**fields))).splitlines(keepends=True)
    (row,) = csv.DictReader(lines)
    return row


def rules() -> dict[str, str]:
    """What the template says of each column."""
    with TEMPLATE.open(encoding="utf-8-sig", newline="") as lines:
        comments, columns, *_samples = csv.reader(lines)
    return dict(zip(columns, comments, strict=True))


def broken(row: dict[str, str]) -> list[str]:
    """The columns in which a row breaks a rule that the template states."""
    return [name for name, rule in rules().items() if not keeps(rule, row[name])]


def keeps(rule: str, value: str) -> bool:
    if not value:
        return "# Required" not in rule
    if most := re.search(r"Character limit: (\d+)", rule):
        return len(value) <= int(most[1])
    if among := re.search(r"Supported values: (.*)", rule):
        return value in among[1].split("; ")
    if "3-letter currency code" in rule and "Format the price" in rule:
        return bool(re.fullmatch(r"\d+(\.\d+)? [A-Z]{3}", value))
    if "Must be 1 or higher" in rule:
        return int(value) >= 1
    return True


@needs_template
def test_has_the_columns_of_the_template_in_its_order():
    assert tuple(rules()) == feed.COLUMNS


@needs_template
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"stock": 0},
        {"stock": None},
        {"before": "200000"},
        {"price": "19.90", "before": "25.00", "currency": "USD"},
        {"options": (), "gtin": "", "weight_grams": None},
        {"title": "a" * 190, "description": "b" * 9999, "brand": "c" * 100},
    ],
)
def test_keeps_the_rules_that_the_template_states(fields):
    assert broken(read(**fields)) == []


@needs_template
@pytest.mark.parametrize(
    "wrong",
    [
        {"availability": "there"},
        {"price": "150.000 ₫"},
        {"image_link": ""},
        {"title": "a" * 201},
        {"quantity_to_sell_on_facebook": "0"},
    ],
)
def test_the_rules_notice_what_is_wrong(wrong):
    assert broken(read() | wrong) == list(wrong)


def test_says_it_all():
    assert {name: value for name, value in read().items() if value} == {
        "id": "cup-red",
        "title": "Cốc “sứ”, to (1,5 l)",
        "description": "Dòng một\n\nDòng hai & <ba>",
        "availability": "in stock",
        "condition": "new",
        "price": "150000 VND",
        "link": "https://shop.example/p/coc/",
        "image_link": "https://shop.example/media/a.jpg",
        "brand": "Mầm",
        "quantity_to_sell_on_facebook": "4",
        "item_group_id": "group-l7",
        "color": "Đỏ",
        "size": "L",
        "shipping_weight": "250 g",
        "gtin": "8930000000002",
    }


def test_a_lowered_price_is_a_sale_price():
    row = read(before="200000")

    assert (row["price"], row["sale_price"]) == ("200000 VND", "150000 VND")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"picture": ""}, "picture_missing"),
        ({"description": ""}, "description_missing"),
        ({"brand": ""}, "brand_missing"),
        ({"sku": "a:b"}, "sku_wrong"),
        ({"sku": "a" * 101}, "text_too_long"),
        ({"title": "a" * 201}, "text_too_long"),
        ({"description": "a" * 10_000}, "text_too_long"),
    ],
)
def test_leaves_out_what_meta_would_refuse(fields, code):
    with pytest.raises(PlatformRefused) as refusal:
        feed.row(item(**fields))

    assert [problem.code for problem in refusal.value.problems] == [code]
