"""A Shopify CSV, made from the rules its column reference gives."""

import csv

import pytest

from storefront.catalog.models import PictureSource, Product, Variant
from tests.builders import first_place, stock_of
from tests.exchange.files import bring_in, counts, refusals

pytestmark = pytest.mark.django_db

HEADER = [
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Product Category",
    "Type",
    "Tags",
    "Published",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Option3 Name",
    "Option3 Value",
    "Variant SKU",
    "Variant Grams",
    "Variant Inventory Tracker",
    "Variant Inventory Qty",
    "Variant Inventory Policy",
    "Variant Fulfillment Service",
    "Variant Price",
    "Variant Compare At Price",
    "Variant Requires Shipping",
    "Variant Taxable",
    "Variant Barcode",
    "Image Src",
    "Image Position",
    "Image Alt Text",
    "Gift Card",
    "SEO Title",
    "SEO Description",
    "Variant Image",
    "Variant Weight Unit",
    "Cost per item",
    "Status",
]
CDN = "https://cdn.example/"

#: Three lines of variants with two pictures more; one without options, whose text spans
#: lines; a gift card; a draft; one line without a SKU.
LINES = [
    {
        "Handle": "ao-thun",
        "Title": "Áo thun",
        "Body (HTML)": '<p onclick="x()">Mềm</p><script>1</script>',
        "Vendor": "Mầm",
        "Type": "Áo",
        "Published": "TRUE",
        "Option1 Name": "Màu sắc",
        "Option1 Value": "Đỏ",
        "Option2 Name": "Size",
        "Option2 Value": "M",
        "Variant SKU": "ao-do-m",
        "Variant Grams": "150.0",
        "Variant Inventory Tracker": "shopify",
        "Variant Inventory Qty": "7",
        "Variant Price": "199000.00",
        "Variant Compare At Price": "249000.00",
        "Variant Barcode": "'8934563138165",
        "Image Src": f"{CDN}1.jpg",
        "Image Position": "1",
        "Gift Card": "FALSE",
        "Status": "active",
    },
    {
        "Handle": "ao-thun",
        "Option1 Value": "Đỏ",
        "Option2 Value": "L",
        "Variant SKU": "ao-do-l",
        "Variant Inventory Tracker": "shopify",
        "Variant Inventory Qty": "-2",
        "Variant Price": "199000",
        "Image Src": f"{CDN}2.jpg",
        "Image Position": "2",
        "Image Alt Text": "Mặt sau",
        "Variant Image": f"{CDN}2b.jpg",
    },
    {
        "Handle": "ao-thun",
        "Option1 Value": "Xanh",
        "Option2 Value": "M",
        "Variant SKU": "ao-xanh-m",
        "Variant Price": "199000",
    },
    {"Handle": "ao-thun", "Image Src": f"{CDN}3.jpg", "Image Position": "3"},
    {
        "Handle": "binh-sua",
        "Title": "Bình sữa",
        "Body (HTML)": "Dòng một\n\nDòng hai",
        "Option1 Name": "Title",
        "Option1 Value": "Default Title",
        "Variant SKU": "binh",
        "Variant Price": "120000",
        "Status": "draft",
    },
    {
        "Handle": "the",
        "Title": "Thẻ quà",
        "Variant SKU": "the",
        "Variant Price": "100000",
        "Gift Card": "TRUE",
    },
    {"Handle": "khong-ma", "Title": "Không mã", "Variant Price": "5000"},
]


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "products_export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, HEADER)
        rows.writeheader()
        rows.writerows(LINES)
    return path


def test_lines_with_one_handle_are_one_product(export):
    run = bring_in(export)

    assert counts(run) == (2, 0, 0, 2)
    shirt = Product.objects.get(slug="ao-thun")
    options = [
        (row.sku, row.option_1_vi, row.option_2_vi) for row in shirt.variants.all()
    ]
    assert options == [
        ("ao-do-m", "Đỏ", "M"),
        ("ao-do-l", "Đỏ", "L"),
        ("ao-xanh-m", "Xanh", "M"),
    ]
    assert (shirt.axes, shirt.brand, shirt.category.name_vi) == (
        ["color", "size"],
        "Mầm",
        "Áo",
    )


def test_what_is_refused_is_told_with_its_line(export):
    assert refusals(bring_in(export)) == {
        9: "Gift cards cannot be sold here.",
        10: "The SKU is missing.",
    }


def test_a_line_is_where_it_begins_however_many_its_text_spans(export):
    gift_card = min(refusals(bring_in(export)))

    assert export.read_text().splitlines()[gift_card - 1].startswith("the,")


def test_descriptions_are_cleaned(export):
    bring_in(export)

    texts = Product.objects.order_by("slug").values_list("description_vi", flat=True)
    assert list(texts) == ["<p>Mềm</p>", "<p>Dòng một</p>\n<p>Dòng hai</p>"]


def test_stock_is_counted_where_shopify_counts_it(export):
    first_place()
    bring_in(export)

    there = {
        row.sku: (row.stock_tracked, stock_of(row)) for row in Variant.objects.all()
    }
    assert there == {
        "ao-do-m": (True, 7),
        "ao-do-l": (True, 0),  # sold below zero
        "ao-xanh-m": (False, 0),
        "binh": (False, 0),
    }


def test_pictures_of_all_its_lines_belong_to_the_product(export):
    """Those that only a variant names come behind the others."""
    bring_in(export)

    sources = PictureSource.objects.order_by("position").values_list(
        "url", "alt_vi", "variant__sku"
    )
    assert [(url.removeprefix(CDN), alt, sku) for url, alt, sku in sources] == [
        ("1.jpg", "", None),
        ("2.jpg", "Mặt sau", None),
        ("3.jpg", "", None),
        ("2b.jpg", "", "ao-do-l"),
    ]


def test_the_only_variant_needs_no_option(export):
    bring_in(export)

    bottle = Product.objects.get(slug="binh-sua")
    assert (bottle.axes, bottle.state) == ([], Product.State.DRAFT)


def test_prices_of_a_shop_abroad_need_a_rate(export):
    bring_in(export, currency="USD", rate="2")

    shirt = Variant.objects.get(sku="ao-do-m")
    assert (shirt.price, shirt.compare_at_price) == (398_000, 498_000)
