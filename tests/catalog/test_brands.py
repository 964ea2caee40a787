import pytest

from storefront.catalog.brands import brands
from tests.builders import product

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_a_shop_without_products_has_no_brands():
    assert brands() == []


def test_each_brand_is_named_once_and_none_is_left_out():
    for title, brand in [("Bib", "Kiềng"), ("Cup", ""), ("Duck", "An"), ("Hat", "An")]:
        product(title, brand=brand)

    assert brands() == ["", "An", "Kiềng"]
