"""WooCommerce's own sample file. The counts were made by hand, from its lines.

Lines 2 to 26: two variable products, of which one has no variation; 17 simple ones; two
downloads; one grouped, one external; and the two variations of the hoodie.
"""

import re
from pathlib import Path
from zlib import crc32

import pytest
from werkzeug import Request, Response

from storefront.catalog.fetching import fetch_pictures
from storefront.catalog.models import Category, Picture, PictureSource, Product, Variant
from storefront.catalog.signals import prices_changed, products_changed
from storefront.exchange.models import ReportLine
from storefront.inventory.models import Stock
from storefront.inventory.signals import stock_changed
from tests.builders import heard
from tests.catalog.drawing import picture_bytes
from tests.exchange.files import bring_in, catalogue, counts, refusals

pytestmark = pytest.mark.django_db

DOWNLOAD = "A downloadable product: the shop sends goods, not files."
UNKNOWN = "“Logo” is no kind of option here: say which it is."


@pytest.fixture(autouse=True)
def _in_dollars(settings):
    settings.SHOP_CURRENCY = "USD"


def sample(**said: object):
    path = catalogue("woocommerce-sample/sample_products.csv")
    return bring_in(path, **({"currency": "USD", "axes": {"Logo": "style"}} | said))


def test_brings_in_what_the_shop_can_hold_and_refuses_the_rest_by_name():
    run = sample()

    assert counts(run) == (18, 0, 0, 5)
    assert (Product.objects.count(), Variant.objects.count()) == (18, 19)
    assert refusals(run) == {
        2: "It has no variant: there is nothing to sell.",
        14: DOWNLOAD,
        15: DOWNLOAD,
        24: "A grouped product: the shop sells its parts by themselves.",
        25: "An external product: it is sold elsewhere.",
    }


def test_does_not_guess_what_an_option_means():
    run = sample(axes={})

    assert counts(run) == (17, 0, 0, 8)
    because = "Its product is refused: see line 21."
    told = {line: refusals(run)[line] for line in (3, 21, 26)}
    assert told == {3: because, 21: UNKNOWN, 26: because}


def test_stock_is_counted_for_none_of_them():
    sample()

    assert Variant.objects.filter(stock_tracked=False).count() == 19
    assert Stock.objects.count() == 0


def test_what_was_hidden_becomes_a_draft():
    sample()

    drafts = Product.objects.filter(state=Product.State.DRAFT)
    assert [product.title_vi for product in drafts] == ["Hoodie with Pocket"]


def test_prices_measures_and_options_are_read():
    sample()

    beanie = Variant.objects.get(sku="woo-beanie")
    hoodie = Variant.objects.get(sku="woo-hoodie-blue-logo")
    assert (beanie.price, beanie.compare_at_price) == (18_00, 20_00)
    assert (hoodie.weight_grams, hoodie.length_mm, hoodie.height_mm) == (680, 254, 76)
    assert (hoodie.product.axes, hoodie.option_1_vi) == (["color", "style"], "Blue")


def test_variations_find_their_product_wherever_they_stand():
    sample()

    hoodie = Product.objects.get(title_vi="Hoodie")
    skus = [variant.sku for variant in hoodie.variants.order_by("sku")]
    assert skus == ["woo-hoodie-blue", "woo-hoodie-blue-logo"]


def test_categories_become_a_tree():
    sample()

    cap = Product.objects.get(variants__sku="woo-cap")
    above = Category.objects.get_parent(cap.category)
    assert (above.name_vi, cap.category.name_vi) == ("Clothing", "Accessories")


def test_what_has_no_place_here_is_said():
    run = sample()

    notes = run.report_lines.filter(kind=ReportLine.Kind.NOTE, line=16)
    assert [note.column for note in notes] == ["Parent", "Attribute 1 value(s)"]
    whole = run.report_lines.filter(
        kind=ReportLine.Kind.NOTE, line=1, column="Tax status"
    )
    assert whole.get().text == "No place for this column; it is filled on 25 lines."


def test_the_second_run_changes_nothing_and_tells_nobody():
    sample()

    with (
        heard(products_changed) as products,
        heard(prices_changed) as prices,
        heard(stock_changed) as stock,
    ):
        again = sample()

    assert counts(again) == (0, 0, 18, 5)
    assert (products, prices, stock) == ([], [], [])


def test_pictures_are_wanted_by_address_in_their_order():
    sample()

    hoodie = PictureSource.objects.filter(product__title_vi="Hoodie")
    names = [source.url.rpartition("/")[2] for source in hoodie.order_by("position")]
    assert names == [
        "hoodie-2.jpg",
        "hoodie-blue-1.jpg",
        "hoodie-green-1.jpg",
        "hoodie-with-logo-2.jpg",
    ]


def test_pictures_can_be_left_where_they_are():
    sample(pictures=False)

    assert PictureSource.objects.count() == 0


@pytest.fixture
def sample_with_pictures(httpserver, settings, tmp_path) -> Path:
    """Its 16 addresses, at a server that lost the belt and has a page for the cap."""
    place = f"localhost:{httpserver.port}"
    settings.PRIVATE_PICTURE_HOSTS = [place]
    folder = "/wp-content/uploads/2017/12"
    missing = Response("", status=404)
    httpserver.expect_request(f"{folder}/belt-2.jpg").respond_with_response(missing)
    httpserver.expect_request(f"{folder}/cap-2.jpg").respond_with_data("<h1>Cap</h1>")
    every = re.compile(rf"{folder}/.*\.jpg")
    httpserver.expect_request(every).respond_with_handler(picture_of_its_own)
    text = catalogue("woocommerce-sample/sample_products.csv").read_text("utf-8-sig")
    path = tmp_path / "sample.csv"
    theirs = "https://woocommercecore.mystagingwebsite.com"
    path.write_text(text.replace(theirs, f"http://{place}"), encoding="utf-8")
    return path


def picture_of_its_own(request: Request) -> Response:
    """The same one would be kept only once for a product."""
    color = f"#{crc32(request.path.encode()) & 0xFFFFFF:06x}"
    return Response(picture_bytes(size=(60, 60), color=color))


def test_pictures_that_could_not_be_fetched_say_why(sample_with_pictures):
    bring_in(sample_with_pictures, currency="USD", axes={"Logo": "style"})

    for product in Product.objects.all():
        fetch_pictures(product_id=product.pk)

    failed = PictureSource.objects.failed().order_by("product")
    assert (Picture.objects.count(), PictureSource.objects.count()) == (14, 16)
    assert {source.product.title_vi: source.why for source in failed} == {
        "Belt": "There is no picture at this address (HTTP 404).",
        "Cap": "This is not a picture the shop can read. Use JPEG, PNG or WebP.",
    }
