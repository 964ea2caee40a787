"""Products and variants, as the services write them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from storefront.catalog.models import HIGHEST_PRICE, Product, Variant
from storefront.catalog.services import (
    Price,
    PriceMoved,
    change_prices,
    change_state,
    delete_product,
    delete_variant,
    save_product,
    save_variant,
)
from storefront.catalog.signals import prices_changed, products_changed
from storefront.inventory.services import take
from tests.builders import any_category, heard, product, variant

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def messages(refusal) -> list[str]:
    return refusal.value.messages


def test_a_product_and_its_variants_are_told_of_once():
    cup = Product(title_vi="Cốc", category=any_category(), axis_1="color")
    variants = [
        Variant(sku="cup-red", price=1000, option_1_vi=" Đỏ  tươi "),
        Variant(sku="cup-blue", price=1000, option_1_vi="Xanh"),
    ]

    with heard(products_changed) as calls:
        save_product(cup, variants=variants)

    assert [call["product_ids"] for call in calls] == [[cup.pk]]
    assert [row.option_1_vi for row in cup.variants.all()] == ["Đỏ tươi", "Xanh"]


def test_nothing_is_written_when_one_variant_is_wrong():
    cup = Product(title_vi="Cốc", category=any_category(), axis_1="color")
    variants = [
        Variant(sku="cup-red", price=1000, option_1_vi="Đỏ"),
        Variant(sku="cup-blue", price=0, option_1_vi="Xanh"),
    ]

    with heard(products_changed) as calls, pytest.raises(ValidationError):
        save_product(cup, variants=variants)

    assert (Product.objects.count(), Variant.objects.count(), calls) == (0, 0, [])


def test_two_variants_cannot_have_the_same_options():
    cup = product("Cup", axis_1="color")
    variant("cup-red", product=cup, option_1_vi="Đỏ")

    with pytest.raises(ValidationError) as refusal:
        variant("cup-red-2", product=cup, option_1_vi=" đỏ")

    assert messages(refusal) == ["cup-red-2 and cup-red have the same options."]


def test_an_archived_variant_makes_room_for_its_options():
    cup = product("Cup", axis_1="color")
    variant("cup-old", product=cup, option_1_vi="Đỏ", archived=True)

    assert variant("cup-new", product=cup, option_1_vi="Đỏ").pk


@pytest.mark.parametrize(
    ("axes", "message"),
    [
        (("", "color", ""), "Choose the first option before the next."),
        (("color", "", "size"), "Choose the first option before the next."),
        (("color", "color", ""), "Each option must be of another kind."),
    ],
)
def test_options_are_chosen_in_order_and_differ(axes, message):
    first, second, third = axes

    with pytest.raises(ValidationError) as refusal:
        product("Cup", axis_1=first, axis_2=second, axis_3=third)

    assert messages(refusal) == [message]


def test_a_variant_says_all_options_of_its_product():
    with pytest.raises(ValidationError) as refusal:
        variant("cup", product=product("Cup", axis_1="color"))

    assert messages(refusal) == ["cup: say which colour it is."]


def test_a_variant_has_no_option_that_its_product_lacks():
    with pytest.raises(ValidationError) as refusal:
        variant("cup", option_1_vi="Đỏ")

    assert messages(refusal) == ["cup has an option that the product does not have."]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("price", 0),
        ("price", -5),
        ("price", HIGHEST_PRICE + 1),
        ("price", 10**40),
        ("price", "mười"),
        ("compare_at_price", 1000),
        ("compare_at_price", 10**40),
        ("weight_grams", 0),
        ("weight_grams", -1),
        ("length_mm", 10**9),
        ("position", -1),
        ("position", 10**6),
        ("sku", ""),
        ("sku", "a,b"),
        ("sku", " a"),
        ("sku", "a" * 65),
        ("sku", "a\x00b"),
        ("option_1_vi", "đ\ud800ỏ"),
        ("gtin", "123"),
        ("gtin", "4006381333932"),
        ("gtin", "４００６３８１３３３９３１"),
    ],
)
def test_refuses_what_a_variant_cannot_be(field, value):
    cup = variant("cup", price=1000)
    setattr(cup, field, value)

    with transaction.atomic(), pytest.raises(ValidationError) as refusal:
        save_variant(cup)

    assert all(messages(refusal))
    assert Variant.objects.get().sku == "cup"


@pytest.mark.parametrize("gtin", ["96385074", "036000291452", "4006381333931"])
def test_a_gtin_with_the_right_last_digit_is_accepted(gtin):
    assert variant("cup", gtin=gtin).gtin == gtin


@pytest.mark.parametrize("title", ["", "  ", "a" * 201, "a\x00b", "\ud83d", None])
def test_refuses_a_title_nobody_can_read(title):
    with transaction.atomic(), pytest.raises(ValidationError):
        save_product(Product(title_vi=title, category=any_category()))

    assert Product.objects.count() == 0


def test_descriptions_are_cleaned():
    cup = product("Cup", description_vi="<p onclick='x()'>Sứ</p><script>x()</script>")

    assert cup.description_vi == "<p>Sứ</p>"


def test_prices_change_together_and_are_told_of_once():
    cup, pot = variant("cup", price=1000), variant("pot", price=2000)

    with heard(prices_changed) as calls:
        changed = change_prices(prices={cup.pk: Price(900, 1000), pot.pk: Price(2000)})

    assert changed == [cup.pk]
    assert [call["variant_ids"] for call in calls] == [[cup.pk]]


def test_no_price_changes_when_one_is_wrong():
    cup, pot = variant("cup", price=1000), variant("pot", price=2000)

    with transaction.atomic(), pytest.raises(ValidationError):
        change_prices(prices={cup.pk: Price(900), pot.pk: Price(-1)})

    assert Variant.objects.get(sku="cup").price == 1000


def test_a_price_that_was_changed_meanwhile_is_not_overwritten():
    cup = variant("cup", price=1000)
    change_prices(prices={cup.pk: Price(1100)})

    with pytest.raises(PriceMoved, match="cup"):
        change_prices(prices={cup.pk: Price(900)}, seen={cup.pk: Price(1000)})


def test_a_product_without_variants_is_not_put_on_sale():
    cup, bare = variant("cup").product, product("Bare", state="draft")
    Product.objects.update(state="draft")

    left = change_state(product_ids=[cup.pk, bare.pk], state="active")

    assert left == [bare]
    assert [row.pk for row in Product.objects.on_sale()] == [cup.pk]


def test_a_product_nothing_points_at_is_deleted():
    cup = variant("cup", stock=None).product

    assert delete_product(product=cup) is True
    assert Product.objects.count() == 0


def test_a_product_that_was_sold_is_archived_instead():
    cup = variant("cup", stock=5)
    take(variant_id=cup.pk, quantity=1, reference="K1")

    assert delete_product(product=cup.product) is False
    assert Product.objects.get().state == "archived"


def test_a_variant_that_was_sold_is_archived_instead():
    cup = variant("cup", stock=5)
    take(variant_id=cup.pk, quantity=1, reference="K1")

    with heard(products_changed) as calls:
        assert delete_variant(variant=cup) is False

    assert Variant.objects.get().archived
    assert len(calls) == 1
