"""What goes out comes back as it was, and no spreadsheet calculates with it."""

import shutil
import subprocess

import pytest
from openpyxl import load_workbook

from storefront.catalog.models import Axis, Category, Product, Variant
from storefront.exchange import exporting
from storefront.exchange.exporting import export_products
from storefront.exchange.formulas import DANGEROUS, harmless, original
from storefront.exchange.options import axis_of
from storefront.inventory.models import Movement, Stock
from tests.builders import category, first_place, product, put, variant
from tests.exchange.comparing import catalogue, differences
from tests.exchange.files import bring_in, counts

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

NASTY = [f"{sign}1+1" for sign in DANGEROUS] + ["'=1+1", "''x", "'x", 'a"b', "a;b,c"]
#: What Shopify and WooCommerce have columns for.
KNOWN_ELSEWHERE = {
    *("slug", "title_vi", "brand", "category_vi", "price", "compare_at_price", "stock"),
    *("option_1_vi", "option_2_vi", "option_3_vi", "axis_1", "axis_2", "axis_3"),
    *("gtin", "weight_grams", "product", "stock_tracked", "description_vi"),
}


@pytest.fixture
def shop():
    """One of everything a catalogue can hold."""
    first_place()
    shirts = category("Áo", parent=category("Bé, và mẹ"))
    Category.objects.filter(pk=shirts.pk).update(name_en="Shirts")  # and none above
    shirt = product(
        "Áo thun",
        category=shirts,
        title_en="T-shirt",
        description_vi="<p>Mềm\nmại &amp; mát</p>",
        description_en="<p>Soft</p>",
        brand="Mầm",
        axis_1="color",
        axis_2="size",
        seo_title_vi="Áo",
        seo_description_en="Soft",
    )
    variant(
        "áo-1",
        product=shirt,
        option_1_vi="Đỏ",
        option_2_vi="M",
        stock=3,
        compare_at_price=250_000,
        gtin="8934563138165",
        weight_grams=150,
        length_mm=30,
    )
    variant("áo-2", product=shirt, option_1_vi="Đỏ", option_2_vi="L", position=1)
    free = variant("0012", product=product("Nồi", state="draft"), stock_tracked=False)
    put(variant("old", product=free.product, archived=True), 2)
    product("Chưa có gì", state="draft")


@pytest.fixture
def nasty():
    """Texts that spreadsheets would calculate with, where a text may stand."""
    first_place()
    for place, text in enumerate(NASTY):
        goods = product(f"Hàng {place}", brand=text.strip() or "x")
        variant(f"s{place}", product=goods)


def empty_the_shop():
    for model in (Movement, Stock, Variant, Product, Category):
        model.objects.all().delete()


def there_and_back(path, *, name: str = "kieng") -> tuple[dict, dict]:
    before = catalogue()
    export_products(path=path, format=name)
    empty_the_shop()
    bring_in(path, pictures=False)
    return before, catalogue()


@pytest.mark.parametrize("file", ["out.csv", "out.xlsx"])
def test_our_own_files_bring_back_an_equal_catalogue(shop, tmp_path, file):
    before, after = there_and_back(tmp_path / file)

    assert differences(before, after) == []


@pytest.mark.parametrize("file", ["out.csv", "out.xlsx"])
def test_nasty_texts_come_back_as_they_were(nasty, tmp_path, file):
    before, after = there_and_back(tmp_path / file)

    assert differences(before, after) == []


def test_a_difference_would_be_told(shop):
    before = catalogue()
    Product.objects.filter(slug="noi").update(brand="Khác")

    assert differences(before, catalogue()) == ["product noi: brand: '' → 'Khác'"]


@pytest.mark.parametrize("file", ["out.csv", "out.xlsx"])
def test_bringing_an_export_back_into_the_same_shop_changes_nothing(
    shop, tmp_path, file
):
    path = tmp_path / file
    export_products(path=path, format="kieng")

    assert counts(bring_in(path, pictures=False)) == (0, 0, 3, 0)


def test_a_shopify_file_brings_back_what_shopify_has_columns_for(shop, tmp_path):
    before, after = there_and_back(tmp_path / "out.csv", name="shopify")

    told = differences(before, after, only=KNOWN_ELSEWHERE)
    assert told == ["product chua-co-gi: missing", "variant old: missing"]


def test_a_woocommerce_file_brings_back_what_it_has_columns_for(shop, tmp_path):
    before, after = there_and_back(tmp_path / "out.csv", name="woocommerce")

    told = differences(before, after, only=KNOWN_ELSEWHERE - {"slug"})
    assert told == ["product chua-co-gi: missing", "variant old: missing"]


@pytest.mark.parametrize("text", NASTY)
def test_no_cell_of_a_csv_is_a_formula(text):
    assert not harmless(text).startswith(DANGEROUS)
    assert original(harmless(text)) == text


def test_every_text_of_an_xlsx_is_a_text(nasty, tmp_path):
    path = tmp_path / "out.xlsx"
    export_products(path=path, format="kieng")

    assert kinds_of_brands(path) == {"s"}


def kinds_of_brands(path) -> set[str]:
    sheet = load_workbook(path).active
    names = [cell.value for cell in sheet[1]]
    column = names.index("brand")
    cells = [row[column] for row in sheet.iter_rows(min_row=2)]
    assert len(cells) == len(NASTY)
    return {cell.data_type for cell in cells}


@pytest.mark.skipif(not shutil.which("soffice"), reason="no soffice here")
def test_a_conversion_leaves_texts_texts(nasty, tmp_path):
    path = tmp_path / "out.csv"
    export_products(path=path, format="kieng")
    command = ["soffice", "--headless", "--convert-to", "xlsx", path.name]

    subprocess.run(command, cwd=tmp_path, check=True, timeout=120)

    assert kinds_of_brands(tmp_path / "out.xlsx") == {"s"}


def test_the_names_we_write_for_options_are_read_again():
    assert {axis: axis_of(str(Axis(axis).label), {}) for axis in Axis.values} == {
        axis: axis for axis in Axis.values
    }


def test_an_export_that_fails_leaves_the_old_file(shop, tmp_path, monkeypatch):
    path = tmp_path / "out.csv"
    path.write_text("old")
    monkeypatch.setattr(exporting, "harmless", lambda text: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        export_products(path=path, format="kieng")

    assert [each.name for each in tmp_path.iterdir()] == ["out.csv"]
    assert path.read_text() == "old"
