"""A price for a while goes out and comes in, and does not become the usual one."""

from datetime import UTC, datetime, timedelta

import pytest

from storefront.catalog.models import SalePrice, Variant
from storefront.catalog.switching import set_sale
from storefront.contract import clock
from storefront.exchange.exporting import export_products
from storefront.exchange.models import ReportLine
from tests.builders import first_place, variant
from tests.exchange.comparing import catalogue, differences
from tests.exchange.files import bring_in, counts
from tests.exchange.test_round_trip import empty_the_shop

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

HEADER = "product,sku,title_vi,price,compare_at_price,sale_price,sale_from,sale_until\n"


@pytest.fixture
def mug() -> Variant:
    """200.000 đ, before that 250.000 đ; for a week 150.000 đ."""
    first_place()
    made = variant("ly", price=200_000, compare_at_price=250_000)
    begun = clock.now() - timedelta(days=1)
    set_sale(
        variant_id=made.pk,
        amount=150_000,
        starts_at=begun,
        ends_at=begun + timedelta(days=7),
    )
    return made


def prices(sku: str = "ly") -> tuple[int, int | None]:
    row = Variant.objects.get(sku=sku)
    return row.price, row.compare_at_price


def said(path, *lines: str):
    path.write_text(HEADER + "\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("file", ["out.csv", "out.xlsx"])
def test_a_sale_that_runs_comes_back_as_one(mug, tmp_path, file):
    before = catalogue()
    export_products(path=tmp_path / file, format="kieng")
    empty_the_shop()

    bring_in(tmp_path / file)

    assert differences(before, catalogue()) == []
    assert prices() == (150_000, 200_000)


@pytest.mark.parametrize("name", ["kieng", "woocommerce"])
def test_bringing_it_back_into_the_same_shop_changes_nothing(mug, tmp_path, name):
    if name == "woocommerce":  # it knows no price before that of a sale
        SalePrice.objects.update(before=None)
    export_products(path=tmp_path / "out.csv", format=name)

    assert counts(bring_in(tmp_path / "out.csv")) == (0, 0, 1, 0)
    assert prices() == (150_000, 200_000)


def test_woocommerce_brings_back_a_sale_with_its_days(mug, tmp_path):
    wanted = SalePrice.objects.values_list("amount", "starts_at", "ends_at").get()
    export_products(path=tmp_path / "out.csv", format="woocommerce")
    empty_the_shop()

    bring_in(tmp_path / "out.csv")

    sale = SalePrice.objects.get()
    assert (sale.amount, sale.starts_at, sale.ends_at) == wanted
    assert (sale.running, prices()) == (True, (150_000, 200_000))


def test_a_sale_of_whole_days_ends_with_the_last_of_them(tmp_path, settings):
    first_place()
    settings.TIME_ZONE = "UTC"

    bring_in(said(tmp_path / "in.csv", "ly,ly,Ly,200000,,150000,2099-11-01,2099-11-30"))

    sale = SalePrice.objects.get()
    assert sale.starts_at == datetime(2099, 11, 1, tzinfo=UTC)
    assert sale.ends_at == datetime(2099, 12, 1, tzinfo=UTC)
    assert (sale.running, prices()) == (False, (200_000, None))


def test_an_empty_cell_ends_the_sale_and_says_so(mug, tmp_path):
    run = bring_in(said(tmp_path / "in.csv", "ly,ly,Ly,200000,250000,,,"))

    assert (prices(), SalePrice.objects.count()) == ((200_000, 250_000), 0)
    told = run.report_lines.get(kind=ReportLine.Kind.CHANGED).text
    assert told.startswith("ly: sale: ₫150,000 (")
    assert told.endswith("→ –")


def test_another_usual_price_leaves_the_sale_running(mug, tmp_path):
    ends = f"{mug.sale.ends_at:%Y-%m-%d %H:%M:%S.%f%z}"
    starts = f"{mug.sale.starts_at:%Y-%m-%d %H:%M:%S.%f%z}"

    bring_in(said(tmp_path / "in.csv", f"ly,ly,Ly,220000,,150000,{starts},{ends}"))

    assert prices() == (150_000, 220_000)
    assert SalePrice.objects.get().running


def test_a_file_that_does_not_speak_of_sales_leaves_them(mug, tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("product,sku,title_vi,price,gtin\nly,ly,Ly,150000,8934563138165\n")

    bring_in(path)

    assert (prices(), SalePrice.objects.count()) == ((150_000, 200_000), 1)


@pytest.mark.parametrize(
    ("sale", "told"),
    [
        ("300000,,", "A sale price is below the usual price."),
        ("150000,2099-11-30,2099-11-01", "The sale must end after it starts."),
    ],
)
def test_what_is_no_sale_is_told_and_the_rest_goes_in(tmp_path, sale, told):
    first_place()

    run = bring_in(said(tmp_path / "in.csv", f"ly,ly,Ly,200000,,{sale}"))

    note = run.report_lines.get(kind=ReportLine.Kind.NOTE)
    assert (note.line, note.column, note.text) == (2, "sale_price", told)
    assert (prices(), SalePrice.objects.count()) == ((200_000, None), 0)


def test_a_moment_that_is_none_refuses_the_line(tmp_path):
    first_place()

    run = bring_in(said(tmp_path / "in.csv", "ly,ly,Ly,200000,,150000,2026-02-30,"))

    refused = run.report_lines.get(kind=ReportLine.Kind.REFUSED)
    assert (refused.line, refused.column) == (2, "sale_from")
    assert refused.text.startswith("Write a moment like 2026-11-30")


def test_a_sale_that_is_over_is_none(tmp_path):
    first_place()

    bring_in(said(tmp_path / "in.csv", "ly,ly,Ly,200000,,150000,2020-01-01,2020-02-01"))

    assert (prices(), SalePrice.objects.count()) == ((200_000, None), 0)
