"""WooCommerce's own sample file. The counts were made by hand, from its lines.

Lines 2 to 26: two variable products, of which one has no variation; 17 simple ones; two
downloads; one grouped, one external; and the two variations of the hoodie.
"""

import pytest

from storefront.catalog.models import Category, PictureSource, Product, Variant
from storefront.catalog.signals import prices_changed, products_changed
from storefront.exchange.models import Entry
from storefront.inventory.models import Stock
from storefront.inventory.signals import stock_changed
from tests.builders import heard
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

    notes = run.entries.filter(kind=Entry.Kind.NOTE, line=16)
    assert [note.column for note in notes] == ["Parent", "Attribute 1 value(s)"]
    whole = run.entries.filter(kind=Entry.Kind.NOTE, line=1, column="Tax status")
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
