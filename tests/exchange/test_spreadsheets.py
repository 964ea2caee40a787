"""Spreadsheets of other systems, whose columns staff describe once."""

import csv

import pytest
from openpyxl import Workbook

from storefront.catalog.models import Product, Variant
from storefront.exchange.asking import remembered
from storefront.exchange.choices import Choices
from storefront.exchange.formats.mapped import guess
from storefront.exchange.rows import Unreadable
from tests.builders import first_place, stock_of
from tests.exchange.files import bring_in, catalogue, counts, refusals

pytestmark = pytest.mark.django_db

#: The columns of Oscar's sandbox files, which have no header.
OSCAR = {
    "2": "category_vi",
    "3": "gtin",
    "4": "title_vi",
    "5": "description_vi",
    "7": "sku",
    "8": "price",
    "9": "stock",
}
HARAVAN = [
    "Url",
    "Tên",
    "Mô tả",
    "Loại",
    "Thuộc tính 1",
    "Giá trị thuộc tính 1",
    "Mã phiên bản sản phẩm",
    "Số lượng tồn kho",
    "Giá",
    "Giá so sánh",
    "Hình",
]


def oscar(name: str):
    return bring_in(
        catalogue(f"oscar-sandbox/books.{name}.csv"),
        columns=OSCAR,
        header=False,
        currency="USD",
    )


def test_oscar_books_come_in_by_their_place_in_the_line(settings):
    """86 and 82 lines, and 33 of which three name books of the two others."""
    settings.SHOP_CURRENCY = "USD"

    runs = [oscar(name) for name in ("computers-in-fiction", "essential", "hacking")]

    assert [counts(run) for run in runs] == [
        (86, 0, 0, 0),
        (82, 0, 0, 0),
        (30, 3, 0, 0),
    ]
    assert (Product.objects.count(), Variant.objects.count()) == (198, 198)
    assert Variant.objects.get(sku="9780441569595").price == 7_99


def write_csv(path, rows, *, delimiter=","):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def write_xlsx(path, rows):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_a_haravan_sheet_is_understood_by_its_columns(tmp_path):
    first_place()
    rows = [
        HARAVAN,
        ["ao", "Áo", "Mềm", "Áo", "Màu", "Đỏ", "a1", 5, 199000, 250000, "http://a/1"],
        ["ao", "", "", "", "", "Xanh", "a2", 0, "199.000 đ", "", "http://a/2"],
        ["ao", "", "", "", "", "", "", "", "", "", "http://a/3"],
    ]

    run = bring_in(
        write_xlsx(tmp_path / "haravan.xlsx", rows), columns=guess(tuple(HARAVAN))
    )

    assert counts(run) == (1, 0, 0, 0)
    red, blue = Variant.objects.order_by("sku")
    assert (red.price, red.compare_at_price, stock_of(red)) == (199_000, 250_000, 5)
    assert (blue.price, blue.option_1_vi, blue.product) == (
        199_000,
        "Xanh",
        red.product,
    )


def test_the_columns_are_remembered_for_such_files(tmp_path):
    said = {"Mã": "sku", "Hàng": "title_vi", "Giá bán": "price"}
    first = write_csv(tmp_path / "a.csv", [["Mã", "Hàng", "Giá bán"], ["x", "X", "9"]])
    later = write_csv(tmp_path / "b.csv", [["Giá bán", "Mã", "Hàng"], ["8", "y", "Y"]])

    remembered(first, Choices(columns=said))

    assert remembered(later, Choices()).columns == said


def test_columns_nobody_described_are_not_guessed(tmp_path):
    path = write_csv(tmp_path / "a.csv", [["Mã", "Hàng"], ["x", "X"]])

    with pytest.raises(Unreadable, match="The shop does not know these columns"):
        bring_in(path)


@pytest.mark.parametrize(
    ("written", "price"),
    [
        ("1.200.000 đ", 1_200_000),
        ("1,200,000", 1_200_000),
        ("125.000", 125_000),
        ("125 000 VND", 125_000),
        ("125000.00", 125_000),
        ("125000,0", 125_000),
        ("１２５", 125),
    ],
)
def test_prices_are_read_as_people_write_them(tmp_path, written, price):
    bring_in(priced(tmp_path, written), columns=PRICED)

    assert Variant.objects.get().price == price


PRICED = {"sku": "sku", "ten": "title_vi", "gia": "price"}


def priced(folder, *prices: object):
    rows = [[f"s{place}", "X", price] for place, price in enumerate(prices)]
    return write_csv(folder / "p.csv", [["sku", "ten", "gia"], *rows], delimiter=";")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (
            "12,5",
            (
                "“12,5” has decimals, but this currency has none: write whole amounts,"
                " such as 125.000 or 125000."
            ),
        ),
        ("liên hệ", "“liên hệ” is not a number."),
        ("1.20.000", "“1.20.000” is not a number."),
        ("-5", "An amount cannot be below zero."),
        ("0", "The price is missing or 0."),
        ("", "The price is missing or 0."),
        ("9" * 14, "This amount is too high."),
    ],
)
def test_a_wrong_price_is_told_and_the_others_go_in(tmp_path, written, reason):
    run = bring_in(priced(tmp_path, written, "5000"), columns=PRICED)

    assert refusals(run) == {2: reason}
    assert Variant.objects.get().sku == "s1"


def test_dollars_with_three_digits_behind_a_sign_could_be_either(tmp_path, settings):
    settings.SHOP_CURRENCY = "USD"

    run = bring_in(priced(tmp_path, "1.200", "1.200,50", "12,5"), columns=PRICED)

    assert list(refusals(run)) == [2]
    prices = Variant.objects.order_by("sku").values_list("price", flat=True)
    assert list(prices) == [1200_50, 12_50]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
def test_vietnamese_survives_the_encodings_of_spreadsheets(tmp_path, encoding):
    title = "Đường và sữa ở đây" if encoding != "cp1258" else "Đư\u0300ng và sư\u0303a"
    path = tmp_path / "v.csv"
    path.write_bytes(f"sku\tten\tgia\nx\t{title}\t5000\n".encode(encoding))

    bring_in(path, columns=PRICED)

    found = Product.objects.get().title_vi
    assert found == ("Đừng và sữa" if encoding == "cp1258" else title)


def test_a_guessed_encoding_is_said(tmp_path):
    path = tmp_path / "v.csv"
    path.write_bytes("sku,ten,gia\nx,Café,5000\n".encode("cp1252"))

    run = bring_in(path, columns=PRICED)

    assert run.report_lines.first().text == (
        "The file is not UTF-8 and was read as windows-1252: look at the accents."
    )


def test_a_quotation_mark_left_open_stops_with_its_line(tmp_path):
    path = tmp_path / "q.csv"
    path.write_text('sku,ten,gia\na,A,5\nb,"' + "x\n" * 600_000)

    run = bring_in(path, columns=PRICED)

    assert run.error == "Line 3 cannot be read: is a quotation mark left open?"
    assert Product.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"\xd0\xcf\x11\xe0rest", "This is an old .xls file. Save it as .xlsx or CSV."),
        (b"PK\x03\x04rest", "This is not a spreadsheet that can be read."),
        (b"a,b,a\n", "Two columns are called “a”."),
    ],
)
def test_what_is_no_file_of_products_is_said(tmp_path, content, reason):
    path = tmp_path / "x.csv"
    path.write_bytes(content)

    with pytest.raises(Unreadable, match=reason):
        bring_in(path)
