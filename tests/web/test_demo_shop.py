"""The demo shop: goods one believes, loaded by a command that may run twice."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test.utils import override_settings
from PIL import Image, ImageChops

from storefront.catalog.models import Category, Picture, Product, Variant
from storefront.catalog.services import Price, change_prices
from storefront.contract.data import Text
from storefront.customers.models import User
from storefront.inventory.models import Availability, Location, Movement, Stock
from storefront.orders.models import Order, OrderLine
from storefront.web.demo import data
from storefront.web.demo.drawing.feeding import teats
from storefront.web.demo.drawing.gallery import DRAWINGS, NEAR, drawn

pytestmark = pytest.mark.sqlite

#: What needs no translation: "XL (12–17 kg)", "120 × 180 cm".
NUMBERS_AND_LETTERS = re.compile(r"(S|M|L|XL|XXL|g|kg|ml|cm|[\d() –×])+")


@pytest.fixture(scope="module")
def demo_shop(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """Load it once; every test of this file sees the same shop."""
    folder = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(MEDIA_ROOT=folder),
    ):
        call_command("load_demo", verbosity=0)
        yield
        transaction.set_rollback(True)


def counts() -> list[int]:
    models = (Category, Product, Variant, Picture, Location, Stock, Movement, Order)
    return [model.objects.count() for model in (*models, OrderLine, User)]


def problems(row: Product | Variant) -> list[str]:
    try:
        row.full_clean()
    except ValidationError as error:
        return [f"{row}: {message}" for message in error.messages]
    return []


def check_digit(digits: str) -> int:
    weights = [3 if place % 2 else 1 for place in range(12)]
    return -sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 10


def test_fills_every_shelf(demo_shop, db):
    models = (Product, Variant, Picture, Order)

    assert [model.objects.count() for model in models] == [68, 172, 130, 17]


def test_has_drafts_and_something_archived(demo_shop, db):
    states = sorted(
        Product.objects.exclude(state="active").values_list("state", flat=True)
    )

    assert states == ["archived", "draft", "draft", "draft"]


def test_keeps_the_rules_of_the_catalogue(demo_shop, db):
    rows = [*Product.objects.all(), *Variant.objects.select_related("product")]

    assert [problem for row in rows for problem in problems(row)] == []


def test_shows_every_product_to_shoppers_and_channels(demo_shop, db):
    small = Picture.objects.filter(rendition_width__lt=500)
    bare = Product.objects.filter(pictures=None)

    assert [*small, *bare] == []


def test_shows_every_colour_in_that_colour(demo_shop, db):
    colours = Variant.objects.filter(product__axis_1="color", product__state="active")
    shown = {
        (p.variant.product_id, p.variant.option_1)
        for p in Picture.objects.exclude(variant=None)
    }

    assert {(v.product_id, v.option_1) for v in colours} - shown == set()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_speaks(demo_shop, db, language):
    silent = [
        *Product.objects.filter(**{f"title_{language}": ""}),
        *Product.objects.filter(**{f"description_{language}": ""}),
        *Category.objects.filter(**{f"name_{language}": ""}),
        *Picture.objects.filter(**{f"alt_{language}": ""}),
    ]

    assert silent == []


def test_leaves_no_option_untranslated(demo_shop, db):
    same = {
        option.vi
        for product in data.newest_last(data.read_shelves())
        for goods in product.variants
        for option in goods.options
        if option == Text(vi=option.vi, en=option.vi)
    }

    assert [word for word in same if not NUMBERS_AND_LETTERS.fullmatch(word)] == []


def test_numbers_goods_in_the_range_that_belongs_to_nobody(demo_shop, db):
    gtins = list(Variant.objects.exclude(gtin="").values_list("gtin", flat=True))

    assert len(set(gtins)) == len(gtins) > 100
    assert [g for g in gtins if g[0] != "2" or int(g[12]) != check_digit(g[:12])] == []


def test_has_stock_of_every_kind(demo_shop, db):
    ids = list(Variant.objects.values_list("pk", flat=True))
    states = Stock.objects.availability_by_variant(ids).values()

    assert set(states) == set(Availability)
    assert Variant.objects.filter(stock_tracked=False).count() == 1


def test_has_orders_in_every_state(demo_shop, db):
    of_channels = {Order.State.ON_HOLD}

    states = set(Order.objects.values_list("state", flat=True))

    assert states == set(Order.State) - of_channels


def test_orders_happened_one_step_after_the_other(demo_shop, db):
    for order in Order.objects.all():
        moments = [event.happened_at for event in order.events.all()]

        assert moments == sorted(moments)
        assert abs(moments[0] - order.placed_at) < timedelta(minutes=1)


def test_changes_nothing_the_second_time(demo_shop, db):
    before = counts()

    call_command("load_demo", verbosity=0)

    assert counts() == before


def test_leaves_what_the_owner_changed(demo_shop, db):
    bib = Variant.objects.get(sku="LN-YV3")
    change_prices(prices={bib.pk: Price(99_000)})
    Product.objects.filter(pk=bib.product_id).update(slug="three-bibs")

    call_command("load_demo", verbosity=0)

    bib.refresh_from_db()
    assert (bib.price, bib.product.slug) == (99_000, "three-bibs")


def test_lets_nobody_in_unless_asked(demo_shop, db):
    demo = User.objects.get()

    assert (demo.has_usable_password(), demo.is_staff) == (False, False)


def test_draws_a_password_for_staff_and_says_it_once(demo_shop, db):
    first, second = io.StringIO(), io.StringIO()
    call_command("load_demo", staff=True, verbosity=0, stdout=first)
    call_command("load_demo", staff=True, verbosity=0, stdout=second)

    password = first.getvalue().removeprefix("Sign in as demo, password ").strip()
    assert authenticate(username="demo", password=password).is_superuser
    assert second.getvalue() == ""


def test_refuses_a_password_that_is_easily_guessed(demo_shop, db):
    with pytest.raises(CommandError):
        call_command("load_demo", staff=True, password="password", verbosity=0)

    assert not User.objects.get().is_staff


def test_gives_no_rights_to_somebody_who_happens_to_be_called_demo(demo_shop, db):
    demo = User.objects.get()
    demo.set_password("her own secret")
    demo.save()

    with pytest.raises(CommandError, match="The name demo is taken by another user"):
        call_command("load_demo", staff=True, verbosity=0)


def test_has_each_picture_that_is_named_and_names_each_that_is_there():
    there = {file.stem for file in data.PICTURES.iterdir()}
    named = [
        picture.file.stem
        for product in data.newest_last(data.read_shelves())
        for picture in product.pictures
    ]

    assert (sorted(named), there) == (sorted(there), set(names_of_drawings()))


def names_of_drawings() -> Iterator[str]:
    for drawing, colours in DRAWINGS.items():
        for colour in colours.split():
            yield f"{drawing.__name__.replace('_', '-')}-{colour}"
    yield from (f"{name}-near" for name in NEAR)


def test_draws_the_same_picture_again():
    kept = Image.open(data.PICTURES / "teats-cream.jpg")
    difference = ImageChops.difference(drawn(teats, "cream"), kept.convert("RGB"))

    assert max(high for _, high in difference.getextrema()) < 60
