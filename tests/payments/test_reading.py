from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from storefront.payments.files import read_table
from storefront.payments.matching import possible_numbers
from storefront.payments.reading import amount_of, guess_columns

PREAMBLE = [["NGÂN HÀNG THỬ"], ["Tài khoản: 0123"]]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.250.000", 1_250_000),
        ("1,250,000.00", 1_250_000),
        ("+500000 VND", 500_000),
        ("1250000.0", 1_250_000),
        ("12 000", 12_000),
        ("1.000", 1_000),
        ("-5", 0),
        ("", 0),
        ("Ghi có", 0),
        ("1.5", 0),
        ("1e9", 0),
    ],
)
def test_amounts_are_read_as_banks_write_them(text, amount):
    assert amount_of(text) == amount


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (
            ["STT", "Ngày GD", "Số tham chiếu", "Ghi nợ", "Ghi có", "Nội dung"],
            {"amount": 4, "text": 5, "reference": 2, "booked": 1},
        ),
        (
            ["Date", "Description", "Debit", "Credit", "Balance"],
            {"amount": 3, "text": 1, "booked": 0},
        ),
        (
            ["Thời gian", "Mã giao dịch", "Số tiền", "Diễn giải"],
            {"amount": 2, "text": 3, "reference": 1, "booked": 0},
        ),
    ],
)
def test_columns_are_guessed_from_the_headings_below_what_stands_above(headings, found):
    assert guess_columns([*PREAMBLE, headings, ["1", "2"]]) == found


def test_a_number_is_found_whatever_stands_around_it():
    assert "K7F3-9QXD" in possible_numbers("MBVCB.123.k7f3 9qxd.CT tu 0071 toi 0123")


@pytest.mark.parametrize("dress", [",", ";", "\t"])
def test_csv_is_read_with_any_separator(dress):
    content = dress.join(["Ngày", "Ghi có", "Nội dung"]) + "\n" + dress.join("abc")

    assert read_table(content.encode()) == [
        ["Ngày", "Ghi có", "Nội dung"],
        ["a", "b", "c"],
    ]


def test_xlsx_is_read_with_whole_numbers_as_whole_numbers():
    book, file = Workbook(), BytesIO()
    book.active.append(["Ghi có", "Nội dung"])
    book.active.append([1250000.0, "x"])
    book.save(file)

    assert read_table(file.getvalue())[1] == ["1250000", "x"]


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"PK\x03\x04 nonsense", b"a\x00b", b"x\n" * 5_001]
)
def test_a_file_that_is_no_statement_is_told_why(content):
    with pytest.raises(ValidationError):
        read_table(content)
