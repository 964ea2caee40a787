"""No page is left out of the walk by which axe-core and people look at all of them."""

import pytest
from django.test import override_settings

from tests.browser._pages import fill_shop, shop_pages
from tests.browser._walk import (
    DEMO,
    NOT_PAGES,
    account_pages,
    door_pages,
    names_of,
    shop_names,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def walked() -> set[str]:
    fill_shop()
    with override_settings(ROOT_URLCONF="tests.browser._pages"):
        return names_of([*shop_pages(), *door_pages(), *account_pages()])


def test_every_address_is_walked_or_said_to_be_no_page(walked):
    assert shop_names() - walked - NOT_PAGES.keys() == set()


def test_nothing_is_said_of_addresses_that_are_gone(walked):
    only_there = {name for name, why in NOT_PAGES.items() if why in DEMO} | {"media"}

    assert NOT_PAGES.keys() - shop_names() - only_there == set()
    assert NOT_PAGES.keys() & walked <= only_there
