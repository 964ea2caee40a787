"""The import as a command: what it says, and what it asks for."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from storefront.catalog.models import Variant
from storefront.exchange.models import Preset

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def said(path, *words: str) -> list[str]:
    out = StringIO()
    call_command("import_products", str(path), *words, stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()


def file_of(folder, *lines: str):
    path = folder / "goods.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


HEADER = "product,sku,title_vi,price"


def test_each_refused_line_is_named_with_its_place_and_reason(tmp_path):
    path = file_of(tmp_path, HEADER, "a,x,A,5000", "b,y,B,nhiều")

    assert said(path) == [
        "goods.csv:2 Added “Chưa phân loại”: category",
        "goods.csv:2 Added “A”: x",
        "goods.csv:3 Refused price “nhiều”: “nhiều” is not a number.",
        "goods.csv (kieng): 1 products added, 0 changed, 0 unchanged; 1 lines refused",
    ]


def test_a_dry_run_says_what_would_be(tmp_path):
    path = file_of(tmp_path, HEADER, "a,x,A,5000")

    assert said(path, "--dry-run")[-1] == (
        "goods.csv (kieng): 1 products would be added, 0 would be changed, 0 unchanged;"
        " 0 lines refused"
    )
    assert Variant.objects.count() == 0


def test_columns_are_described_once(tmp_path):
    path = file_of(tmp_path, "Mã,Tên,Giá=đ", "x,A,5000")
    mapped = ["--map", "Mã=sku", "--map", "Tên=title_vi", "--map", "Giá=đ=price"]

    said(path, *mapped, "--dry-run")
    said(path)

    assert Variant.objects.get().price == 5000
    assert Preset.objects.count() == 1


def test_another_currency_is_changed_at_the_rate_given(tmp_path):
    path = file_of(tmp_path, HEADER, "a,x,A,12.50")

    said(path, "--currency", "usd", "--rate", "25400")

    assert Variant.objects.get().price == 317_500


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--currency", "USD"], "The shop sells in VND: say how much of it one USD is"),
        (["--currency", "XXY"], "There is no currency XXY"),
        (["--rate", "2"], "A rate is for files in another currency than the shop's"),
        (["--axis", "Logo=logo"], "“logo” is no kind of option"),
        (["--map", "Giá=cost"], "“cost” is no field"),
        (["--map", "Giá=price"], "The file has no column “Giá”"),
        (["--encoding", "klingon"], "There is no encoding “klingon”"),
        (["--map", "price"], "Write “price” like NAME=VALUE"),
    ],
)
def test_what_was_said_wrongly_is_told_before_anything_begins(tmp_path, words, reason):
    with pytest.raises(CommandError, match=reason):
        said(file_of(tmp_path, HEADER, "a,x,A,5000"), *words)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        said(tmp_path / "none.csv")
