"""Taking stock for a sale, and putting it back."""

import pytest

from storefront.inventory.models import Movement
from storefront.inventory.services import OutOfStock, take
from tests.builders import stock_of, variant

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
