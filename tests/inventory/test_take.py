"""Taking stock for a sale, and putting it back."""

import pytest
from django.core.exceptions import ValidationError

from storefront.inventory.models import Location, Movement, Stock
from storefront.inventory.services import OutOfStock, put_back, take
from storefront.inventory.signals import stock_changed
from tests.builders import heard, location, put, stock_of, variant

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_takes_what_is_asked_and_writes_one_movement():
    mug = variant("mug", stock=5)

    take(variant_id=mug.pk, quantity=2, reference="K1")

    assert stock_of(mug) == 3
    sale = Movement.objects.get(reason="sale")
    assert (sale.quantity, sale.reference) == (-2, "K1")


def test_says_what_is_wanted_and_what_is_left_when_there_is_too_little():
    pot = variant("pot", stock=0)

    with pytest.raises(OutOfStock, match=r"^pot: 1 wanted, 0 left$") as refusal:
        take(variant_id=pot.pk, quantity=1, reference="K1")

    out = refusal.value
    assert (out.sku, out.wanted, out.left) == ("pot", 1, 0)


def test_taking_twice_for_one_reference_is_one_sale():
    mug = variant("mug", stock=5)

    for _twice in range(2):
        take(variant_id=mug.pk, quantity=2, reference="K1")

    assert (stock_of(mug), Movement.objects.filter(reason="sale").count()) == (3, 1)


def test_takes_from_the_first_place_that_has_all_of_it_and_never_splits():
    mug = variant("mug", stock=2)
    far = location("Far")
    put(mug, 3, location=far)

    take(variant_id=mug.pk, quantity=3, reference="K1")
    take(variant_id=mug.pk, quantity=1, reference="K2")

    left = Stock.objects.order_by("location__position")
    assert list(left.values_list("on_hand", flat=True)) == [1, 0]
    with pytest.raises(OutOfStock, match="mug: 2 wanted, 1 left"):
        take(variant_id=mug.pk, quantity=2, reference="K3")


def test_takes_nothing_from_a_place_that_does_not_sell_online():
    mug = variant("mug", stock=0)
    put(mug, 3, location=location("Shop", sells_online=False))

    with pytest.raises(OutOfStock, match="mug: 1 wanted, 0 left"):
        take(variant_id=mug.pk, quantity=1, reference="K1")


def test_takes_nothing_of_a_variant_that_is_not_counted():
    card = variant("gift-card", stock_tracked=False)

    take(variant_id=card.pk, quantity=7, reference="K1")

    assert Movement.objects.count() == 0


@pytest.mark.parametrize("quantity", [0, -1, 10**6 + 1, 10**30])
def test_refuses_a_quantity_nobody_means(quantity):
    mug = variant("mug", stock=5)

    with pytest.raises(ValidationError):
        take(variant_id=mug.pk, quantity=quantity, reference="K1")

    assert stock_of(mug) == 5


def test_puts_back_where_it_was_taken_and_only_once():
    mug = variant("mug", stock=0)
    far = location("Far")
    put(mug, 3, location=far)
    take(variant_id=mug.pk, quantity=2, reference="K1")

    for _twice in range(2):
        put_back(variant_id=mug.pk, reference="K1")

    assert mug.stock.get(location=far).on_hand == 3
    assert Movement.objects.filter(reason="cancel").count() == 1


def test_puts_nothing_back_that_was_not_taken():
    mug = variant("mug", stock=5)

    put_back(variant_id=mug.pk, reference="K1")

    assert stock_of(mug) == 5


def test_tells_once_what_was_taken_and_nothing_when_it_fails():
    mug = variant("mug", stock=1)

    with heard(stock_changed) as calls:
        take(variant_id=mug.pk, quantity=1, reference="K1")
        take(variant_id=mug.pk, quantity=1, reference="K1")
        with pytest.raises(OutOfStock):
            take(variant_id=mug.pk, quantity=1, reference="K2")

    assert [call["variant_ids"] for call in calls] == [[mug.pk]]


@pytest.mark.django_db(transaction=True)
def test_tells_inside_the_transaction():
    mug = variant("mug", stock=1)
    inside = []

    with heard(stock_changed, inside=inside):
        take(variant_id=mug.pk, quantity=1, reference="K1")

    assert inside == [True]


def test_the_first_place_is_there_from_the_first_day():
    assert [place.name for place in Location.objects.all()] == ["Kho chính"]
