"""The tree of categories, as the services change it."""

import pytest
from django.core.exceptions import ValidationError

from storefront.catalog.models import Category
from storefront.catalog.services import move_category, save_category
from storefront.catalog.signals import products_changed
from tests.builders import category, heard, product

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def names() -> list[str]:
    rows = Category.objects.order_by("path")
    return ["-" * (row.depth - 1) + row.name_vi for row in rows]


@pytest.mark.parametrize("name", ["", "a" * 121, "a\x00b", "\ud83d", None])
def test_refuses_a_name_nobody_can_read(name):
    with pytest.raises(ValidationError):
        save_category(Category(name_vi=name))

    assert Category.objects.count() == 0


def test_a_category_goes_below_its_parent_behind_the_others():
    toys = category("Toys")
    category("Wood", parent=toys)
    category("Cloth", parent=toys)

    assert names() == ["Toys", "-Wood", "-Cloth"]


def test_a_new_name_is_told_to_every_product_below():
    toys = category("Toys")
    duck = product("Duck", category=category("Wood", parent=toys))
    product("Cup", category=category("Kitchen"))
    toys.name_vi = "Đồ chơi"

    with heard(products_changed) as calls:
        save_category(toys)
        save_category(toys)

    assert [call["product_ids"] for call in calls] == [[duck.pk]]


def test_a_category_moves_with_all_below_it():
    toys, kitchen = category("Toys"), category("Kitchen")
    duck = product("Duck", category=category("Wood", parent=toys))

    with heard(products_changed) as calls:
        move_category(toys, to=kitchen, place="last-child")

    assert names() == ["Kitchen", "-Toys", "--Wood"]
    assert [call["product_ids"] for call in calls] == [[duck.pk]]


def test_a_category_moves_to_the_top():
    toys = category("Toys")
    wood = category("Wood", parent=toys)

    move_category(wood, to=None, place="last-child")

    assert names() == ["Toys", "Wood"]


def test_a_category_does_not_move_below_itself():
    toys = category("Toys")
    wood = category("Wood", parent=toys)

    move_category(toys, to=wood, place="last-child")

    assert names() == ["Toys", "-Wood"]
