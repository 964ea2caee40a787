"""Pictures of a product, as the services add and remove them."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from storefront.catalog.models import Picture
from storefront.catalog.services import add_picture, remove_picture
from storefront.catalog.signals import products_changed
from tests.builders import heard, product
from tests.catalog.drawing import upload

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_a_picture_goes_behind_the_others_and_is_told_of():
    cup = product("Cup")

    with heard(products_changed) as calls:
        pictures = [add_picture(product=cup, upload=upload()) for _ in range(2)]

    assert [picture.position for picture in pictures] == [0, 1]
    assert [call["product_ids"] for call in calls] == [[cup.pk]] * 2


def test_a_broken_picture_changes_nothing(media):
    cup = product("Cup")

    with heard(products_changed) as calls, pytest.raises(ValidationError):
        add_picture(product=cup, upload=SimpleUploadedFile("cup.jpg", b"no picture"))

    assert (Picture.objects.count(), calls, media.exists()) == (0, [], False)


def test_a_removed_picture_leaves_its_files_to_others(media):
    cup = product("Cup")
    picture, twin = (add_picture(product=cup, upload=upload()) for _ in range(2))

    remove_picture(picture=picture)

    assert Picture.objects.get() == twin
    assert (media / twin.rendition.name).exists()
