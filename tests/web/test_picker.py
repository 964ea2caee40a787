"""What can be chosen on a product's page, in one step or in two."""

import re

import pytest
from django.test import Client

from storefront.catalog.models import Product
from storefront.web.picker import picker_of
from tests.builders import product, variant
from tests.buying import browser, cart_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def shirt(*rows: tuple[str, str, int]) -> Product:
    """One with colours and sizes, and so many of each."""
    made = product("Áo", axis_1="color", axis_2="size")
    for color, size, stock in rows:
        variant(product=made, option_1_vi=color, option_2_vi=size, stock=stock)
    return made


def steps(made: Product) -> dict[str, list[str]]:
    return {
        group.text: [choice.rest for choice in group.choices]
        for group in picker_of(made).groups
    }


def test_a_color_comes_first_and_then_its_sizes():
    made = shirt(("Đỏ", "59", 1), ("Xanh", "59", 1), ("Đỏ", "66", 1))

    assert steps(made) == {"Đỏ": ["59", "66"], "Xanh": ["59"]}


@pytest.mark.parametrize(
    "rows",
    [
        [("Đỏ", "59", 1), ("Xanh", "66", 1)],
        [("Đỏ", "59", 1), ("Đỏ", "66", 1)],
    ],
    ids=["a colour settles it", "one colour only"],
)
def test_one_step_is_taken_where_it_is_enough(rows):
    assert steps(shirt(*rows)) == {}


def test_what_is_chosen_at_first_can_be_had():
    picker = picker_of(shirt(("Đỏ", "59", 0), ("Xanh", "59", 0), ("Xanh", "66", 1)))

    assert picker.chosen_group.text == "Xanh"
    assert picker.chosen_group.chosen.rest == "66"


def test_a_color_of_which_nothing_is_left_cannot_be_chosen():
    shirt(("Đỏ", "59", 0), ("Đỏ", "66", 0), ("Xanh", "59", 1))

    page = Client().get("/vi/p/ao/").content.decode()

    first = re.findall(r'name="group"\s+value="(\d)"\s+required\s+(\w+)>', page)
    assert first == [("1", "disabled"), ("2", "checked")]


def test_only_the_size_below_the_chosen_color_counts():
    made = shirt(("Đỏ", "59", 5), ("Đỏ", "66", 5), ("Xanh", "59", 5))
    red, _, blue = made.variants.order_by("pk")
    client = browser()

    fields = {"group": "2", "variant-1": red.pk, "variant-2": blue.pk, "quantity": 1}
    client.post("/vi/cart/add/", fields)

    assert cart_of(client) == {blue.sku: 1}


def test_a_color_without_a_size_is_asked_about_and_adds_nothing():
    made = shirt(("Đỏ", "59", 5), ("Đỏ", "66", 5), ("Xanh", "59", 5))
    fields = {"group": "7", "variant-1": made.variants.first().pk, "quantity": 1}

    answer = browser().post("/en/cart/add/", fields)

    assert answer.status_code == 422
    assert "Choose one first." in answer.content.decode()
