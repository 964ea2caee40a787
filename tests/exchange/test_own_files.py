"""Our own CSV: what is new, what changed, what is left as it is."""

import pytest

from storefront.catalog.models import Category, Product, Variant
from storefront.catalog.signals import prices_changed, products_changed
from storefront.exchange import services
from storefront.exchange.models import ReportLine
from tests.builders import category, first_place, heard, product, put, stock_of, variant
from tests.exchange import catalogues
from tests.exchange.files import bring_in, counts, refusals

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def file_of(folder, *lines: str):
    path = folder / "goods.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


HEADER = "product,sku,title_vi,price,stock"


def test_an_edit_changes_only_what_the_file_speaks_of(tmp_path):
    first_place()
    mug = variant("mug", price=9_000, product=product("Ly", brand="Mầm"), stock=4)

    run = bring_in(file_of(tmp_path, HEADER, "ly,mug,Ly sứ,9000,4"))

    mug.product.refresh_from_db()
    assert counts(run) == (0, 1, 0, 0)
    assert (mug.product.title_vi, mug.product.brand) == ("Ly sứ", "Mầm")
    assert run.report_lines.get().text == "title: Ly → Ly sứ"


def test_a_new_price_is_told_as_nothing_but_a_price(tmp_path):
    mug = variant("mug", price=9_000, product=product("Ly"))

    with heard(products_changed) as products, heard(prices_changed) as prices:
        bring_in(file_of(tmp_path, "product,sku,title_vi,price", "ly,mug,Ly,8000"))

    assert products == []
    assert [call["variant_ids"] for call in prices] == [[mug.pk]]


def test_a_dry_run_says_every_change_and_makes_none(tmp_path):
    first_place()
    mug = variant("mug", price=9_000, product=product("Ly"), stock=4)
    path = file_of(tmp_path, HEADER, "ly,mug,Ly,8000,7", "nồi,pot,Nồi,5000,1")

    run = bring_in(path, dry_run=True)

    told = [(told.kind, told.text) for told in run.report_lines.order_by("id")]
    assert told == [
        ("added", "category"),
        ("changed", "mug: price: 9000 → 8000; stock of mug: 4 → 7"),
        ("added", "pot"),
    ]
    mug.refresh_from_db()
    assert (mug.price, stock_of(mug), Product.objects.count()) == (9_000, 4, 1)
    assert Category.objects.count() == 1


def test_stock_of_what_is_there_can_be_left_alone(tmp_path):
    first_place()
    mug = variant("mug", product=product("Ly"), price=9_000, stock=4)
    path = file_of(tmp_path, HEADER, "ly,mug,Ly,9000,7", "ly-2,pot,Nồi,5000,1")

    bring_in(path, keep_stock=True)

    assert (stock_of(mug), stock_of(Variant.objects.get(sku="pot"))) == (4, 1)


def test_a_sku_that_stands_twice_is_refused_the_second_time(tmp_path):
    path = file_of(tmp_path, HEADER, "a,x,A,5000,1", "b,x,B,6000,1")

    run = bring_in(path)

    assert refusals(run) == {3: "Line 2 has this SKU already."}
    assert Product.objects.get().title_vi == "A"


def test_skus_of_two_products_cannot_be_one(tmp_path):
    variant("x"), variant("y")
    path = file_of(tmp_path, HEADER, "a,x,A,5000,1", "a,y,,6000,1")

    reason = "Its SKUs belong to different products of the shop."
    assert refusals(bring_in(path))[2] == reason


def test_a_product_keeps_its_address(tmp_path):
    mug = variant("mug", product=product("Ly"), price=9_000)

    bring_in(file_of(tmp_path, HEADER, "other,mug,Ly,9000,"))

    assert Product.objects.get(pk=mug.product_id).slug == "ly"


def test_a_taken_address_gets_a_number(tmp_path):
    product("Ly")
    rows = ("sku,title_vi,price,product", "a,Ly,5000,", "b,Ly,6000,")

    bring_in(file_of(tmp_path, *rows))

    slugs = Product.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["ly", "ly-2", "ly-3"]


def test_an_empty_cell_empties_and_a_missing_column_leaves(tmp_path):
    goods = product("Ly", brand="Mầm", seo_title_vi="Ly sứ đẹp")
    variant("mug", product=goods, price=9_000, gtin="8934563138165")
    header = "product,sku,title_vi,price,brand"

    bring_in(file_of(tmp_path, header, "ly,mug,Ly,9000,"))

    goods.refresh_from_db()
    assert (goods.brand, goods.seo_title_vi) == ("", "Ly sứ đẹp")
    assert Variant.objects.get().gtin == "8934563138165"


def test_categories_are_found_by_name_from_the_top(tmp_path):
    shoes = category("Giày", parent=category("Bé"))
    header = "product,sku,title_vi,price,category_vi"

    bring_in(file_of(tmp_path, header, "a,a,A,5000,bé > giày", "b,b,B,5000,Giày"))

    places = dict(Product.objects.values_list("slug", "category"))
    assert places["a"] == shoes.pk
    assert Category.objects.get(pk=places["b"]).depth == 1


def test_a_gtin_that_is_none_is_left_out_and_told(tmp_path):
    header = "product,sku,title_vi,price,gtin"

    run = bring_in(file_of(tmp_path, header, "a,a,A,5000,1234567890128x"))

    assert Variant.objects.get().gtin == ""
    note = run.report_lines.get(kind=ReportLine.Kind.NOTE)
    assert (note.line, note.column, note.value) == (2, "gtin", "1234567890128x")


def test_two_variants_with_the_same_options_do_not_both_go_in(tmp_path):
    header = "product,sku,title_vi,price,option_1_name,option_1_vi"
    rows = ("a,x,A,5000,Màu,Đỏ", "a,y,,5000,,đỏ", "a,z,,5000,,Xanh")

    run = bring_in(file_of(tmp_path, header, *rows))

    assert refusals(run) == {3: "y and x have the same options."}
    assert Variant.objects.count() == 2


def test_every_way_to_break_a_row_is_found_and_nothing_else(tmp_path):
    first_place()
    path = tmp_path / "goods.csv"
    broken = catalogues.write(path, 100, broken_every=5)

    run = bring_in(path)

    assert len(catalogues.BREAKS) == 20
    assert set(refusals(run)) == broken
    assert counts(run) == (80, 0, 0, 20)


def test_stock_goes_to_the_first_place(tmp_path):
    place = first_place()
    bring_in(file_of(tmp_path, HEADER, "a,x,A,5000,3"))

    made = Variant.objects.get()
    assert list(made.stock.values_list("location", "on_hand")) == [(place.pk, 3)]
    put(made, 5)
    assert stock_of(made) == 5


def test_a_dry_run_tells_of_each_new_category_once(tmp_path, monkeypatch):
    monkeypatch.setattr(services, "CHUNK", 1)
    header = "product,sku,title_vi,price,category_vi"
    path = file_of(tmp_path, header, "a,a,A,5000,Bé > Áo", "b,b,B,5000,Bé > Áo")

    run = bring_in(path, dry_run=True)

    told = run.report_lines.filter(text="category").values_list("line", "value")
    assert list(told) == [(2, "Bé"), (2, "Bé > Áo")]
    assert Category.objects.count() == 0
