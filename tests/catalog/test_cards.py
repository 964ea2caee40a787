"""What list pages read of many products, in few queries."""

import pytest

from storefront.catalog.models import Product
from storefront.catalog.services import add_picture
from tests.builders import product, variant
from tests.catalog.drawing import upload

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_a_card_knows_its_prices_and_its_first_picture():
    cup = product("Cup", axis_1="color")
    variant("red", product=cup, option_1_vi="Đỏ", price=900)
    variant("blue", product=cup, option_1_vi="Xanh", price=1100)
    variant("old", product=cup, option_1_vi="Nâu", price=1, archived=True)
    first = add_picture(product=cup, upload=upload())
    add_picture(product=cup, upload=upload(color="navy"))

    card = Product.objects.for_cards().get()

    assert (card.lowest_price, card.highest_price, card.cover) == (900, 1100, first)


def test_cards_take_two_queries_however_many_there_are(django_assert_num_queries):
    for _ in range(7):
        add_picture(product=variant().product, upload=upload())

    with django_assert_num_queries(2):
        covers = [card.cover.alt for card in Product.objects.on_sale().for_cards()]

    assert len(covers) == 7
