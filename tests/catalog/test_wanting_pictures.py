"""Pictures that are asked for by address."""

import pytest
from django.db import transaction

from storefront.catalog.fetching import want_pictures
from storefront.catalog.models import PictureSource
from storefront.catalog.services import add_picture
from tests.builders import product
from tests.catalog.drawing import upload

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

HERE = "https://pictures.example/"


def places(of) -> list[tuple[str, int]]:
    return list(of.picture_sources.values_list("url", "position"))


def test_they_keep_their_order_behind_what_is_there():
    cup = product("Cup")
    add_picture(product=cup, upload=upload())

    want_pictures(product=cup, urls=[HERE + "b.jpg", HERE + "a.jpg"])

    assert places(cup) == [(HERE + "b.jpg", 1), (HERE + "a.jpg", 2)]


def test_asking_twice_changes_nothing():
    cup = product("Cup")
    want_pictures(product=cup, urls=[HERE + "a.jpg"])
    before = PictureSource.objects.values().get()

    want_pictures(product=cup, urls=[HERE + "a.jpg", f" {HERE}a.jpg ", ""])

    assert PictureSource.objects.values().get() == before


def test_another_address_goes_behind_the_earlier():
    cup = product("Cup")
    want_pictures(product=cup, urls=[HERE + "a.jpg"])

    want_pictures(product=cup, urls=[HERE + "b.jpg", HERE + "a.jpg"])

    assert places(cup) == [(HERE + "a.jpg", 0), (HERE + "b.jpg", 1)]


def test_two_products_may_share_an_address():
    for _ in range(2):
        want_pictures(product=product(), urls=[HERE + "a.jpg"])

    assert PictureSource.objects.count() == 2


def test_letters_of_any_script_are_written_as_the_web_writes_them():
    cup = product("Cup")

    want_pictures(product=cup, urls=[HERE + "cốc xanh.jpg"])

    assert places(cup) == [(HERE + "c%E1%BB%91c%20xanh.jpg", 0)]


def test_an_address_that_is_too_long_is_kept_for_staff_to_see():
    cup = product("Cup")

    want_pictures(product=cup, urls=[HERE + "a" * 5000])

    assert len(PictureSource.objects.get().url) == 2000


def test_nothing_is_wanted_when_the_import_of_the_product_fails():
    cup = product("Cup")
    with transaction.atomic():
        want_pictures(product=cup, urls=[HERE + "a.jpg"])
        transaction.set_rollback(True)

    assert not PictureSource.objects.exists()
