"""What the apps above hear of an import."""

import pytest

from storefront.catalog.models import Variant
from storefront.catalog.signals import products_changed
from storefront.channels.models import Change
from storefront.inventory.models import Movement, Stock
from tests.builders import first_place
from tests.exchange import catalogues
from tests.exchange.files import bring_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods(tmp_path):
    first_place()
    path = tmp_path / "goods.csv"
    catalogues.write(path, 3)
    return path


def test_new_goods_are_told_of_once(goods):
    bring_in(goods)

    assert list(Change.objects.values_list("part", flat=True)) == ["content"] * 3


def test_who_hears_of_new_goods_finds_their_stock(goods):
    found = []

    def look(product_ids, **_said: object):
        rows = Stock.objects.filter(variant__product__in=product_ids)
        found.extend(rows.order_by("pk").values_list("on_hand", flat=True))

    products_changed.connect(look)
    bring_in(goods)
    products_changed.disconnect(look)

    assert found == [1, 2, 3]


def test_a_first_count_is_written_down_as_a_movement(goods):
    bring_in(goods)

    moved = Movement.objects.order_by("pk").values_list("quantity", "reason")
    assert list(moved) == [(1, "count"), (2, "count"), (3, "count")]


def test_a_changed_count_is_told_of_by_itself(goods):
    bring_in(goods)
    Change.objects.all().delete()
    Stock.objects.filter(variant=Variant.objects.get(sku="H2")).update(on_hand=9)

    bring_in(goods)

    assert list(Change.objects.values_list("part", flat=True)) == ["stock"]
