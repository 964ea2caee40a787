"""A platform that does not fetch pictures is handed each, once."""

import pytest
from django.core.files.storage import default_storage

from storefront.catalog.services import add_picture, save_product
from storefront.channels.models import Part, Upload
from storefront.channels.services import try_again
from storefront.contract import data
from storefront.contract.errors import PlatformUnavailable
from tests.builders import variant
from tests.catalog.drawing import upload
from tests.channels.engine import content, let_time_pass, sync, turn

pytestmark = pytest.mark.django_db

BAD = data.Problem(
    "blurred", data.Text(vi="Ảnh mờ", en="It is blurred"), field="pictures"
)
DOWN = PlatformUnavailable("down", nothing_done=True)


@pytest.fixture
def mug():
    made = variant("mug")
    add_picture(product=made.product, upload=upload())
    return made


@pytest.fixture
def handed(connect):
    return connect("fake.handed")


@pytest.mark.sqlite
def test_a_listing_names_what_was_handed_over(mug, handed, platform):
    sync(handed)

    (item,) = platform.items.values()
    rendition = mug.product.pictures.get().rendition
    assert (platform.endpoints(), item.picture) == (["upload", "publish"], "picture-1")
    assert platform.pictures == [rendition.read()]


def test_a_picture_is_handed_over_once(mug, handed, platform):
    sync(handed)
    mug.product.title_vi = "Cốc khác"
    save_product(mug.product)
    turn(handed)

    assert platform.endpoints() == ["upload", "publish", "publish"]
    assert [item.picture for item in platform.items.values()] == ["picture-1"]


def test_what_it_is_called_there_is_no_reason_to_send_anything(mug, handed, platform):
    sync(handed)
    Upload.objects.update(external_id="picture-of-old")
    sync(handed)

    assert platform.endpoints() == ["upload", "publish"]


def test_a_refused_picture_keeps_its_own_listing_back(mug, handed, platform):
    variant("pot")
    platform.bad_picture = BAD
    sync(handed)

    assert [item.offers.keys() for item in platform.items.values()] == [{"pot"}]
    assert content(handed, "mug").problems[0]["message"]["en"] == "It is blurred"
    assert not Part.objects.waiting().exists()


def test_what_was_refused_for_a_picture_is_handed_over_anew(mug, handed, platform):
    platform.refused = {"Mug": BAD}
    sync(handed)
    platform.refused = {}
    try_again([content(handed, "mug").listing])
    turn(handed)

    assert [item.picture for item in platform.items.values()] == ["picture-2"]
    assert Upload.objects.get().external_id == "picture-2"


def test_a_file_that_is_lost_is_told_to_staff(mug, handed, platform):
    default_storage.delete(mug.product.pictures.get().rendition.name)
    sync(handed)

    assert content(handed, "mug").problems[0]["code"] == "picture_lost"
    assert platform.calls == []


def test_nothing_is_created_while_pictures_cannot_be_handed_over(mug, handed, platform):
    platform.before = [DOWN]
    sync(handed)
    assert (platform.items, Part.objects.under_way().count()) == ({}, 0)

    let_time_pass(60)
    turn(handed)
    assert platform.holding("mug") == 1
