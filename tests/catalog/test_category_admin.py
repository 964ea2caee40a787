"""How staff keep the tree of categories."""

import pytest
from django.urls import reverse

from storefront.catalog.models import Category
from tests.builders import category, product

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LIST, ADD = "admin:catalog_category_changelist", "admin:catalog_category_add"


@pytest.fixture
def ann(admin_client):
    """The owner, in English."""
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return admin_client


def names() -> list[str]:
    rows = Category.objects.order_by("path")
    return ["-" * (row.depth - 1) + row.name_vi for row in rows]


def change(client, row: Category, **anew: object):
    page = reverse("admin:catalog_category_change", args=[row.pk])
    return client.post(page, {"name_vi": row.name_vi, "slug": row.slug} | anew)


def test_a_category_is_added_below_another(ann):
    toys = category("Toys")

    ann.post(reverse(ADD), {"name_vi": "Đồ gỗ", "parent": toys.pk, "shown": "on"})

    assert names() == ["Toys", "-Đồ gỗ"]
    assert Category.objects.get(depth=2).slug == "do-go"


def test_a_category_moves_by_naming_another_parent(ann):
    toys, kitchen = category("Toys"), category("Kitchen")
    wood = category("Wood", parent=toys)

    change(ann, wood, parent=kitchen.pk)
    assert names() == ["Toys", "Kitchen", "-Wood"]

    change(ann, wood)
    assert names() == ["Toys", "Kitchen", "Wood"]


def test_a_category_cannot_be_put_below_itself(ann):
    toys = category("Toys")
    wood = category("Wood", parent=toys)

    response = change(ann, toys, parent=wood.pk)

    assert "Select a valid choice." in response.text
    assert names() == ["Toys", "-Wood"]


@pytest.mark.parametrize(
    ("action", "order"), [("move_up", ["B", "A", "C"]), ("move_down", ["A", "C", "B"])]
)
def test_categories_move_up_and_down(ann, action, order):
    rows = {name: category(name) for name in "ABC"}

    ann.post(reverse(LIST), {"action": action, "_selected_action": [rows["B"].pk]})

    assert names() == order


@pytest.mark.parametrize("typed", ["", "a\x00b", "a\ufffdb", "a" * 121])
def test_a_name_nobody_can_read_is_refused(ann, typed):
    toys = category("Toys")

    assert change(ann, toys, name_vi=typed).status_code == 200
    assert names() == ["Toys"]


def test_a_category_with_something_in_it_is_not_deleted(ann):
    toys = category("Toys")
    product("Duck", category=category("Wood", parent=toys))

    for row in Category.objects.all():
        page = reverse("admin:catalog_category_delete", args=[row.pk])
        response = ann.post(page, {"post": "yes"}, follow=True)
        assert "elsewhere first." in response.text

    assert names() == ["Toys", "-Wood"]


def test_an_empty_category_is_deleted(ann):
    toys = category("Toys")

    page = reverse("admin:catalog_category_delete", args=[toys.pk])
    ann.post(page, {"post": "yes"})

    assert names() == []
