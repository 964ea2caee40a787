"""A platform may say: not now, and nothing was done. It is asked again when it said."""

from datetime import timedelta

import pytest
from django.utils import timezone

from storefront.catalog.services import save_product
from storefront.channels.models import Attempt, Listing, Part
from storefront.contract import data
from tests.builders import put, variant
from tests.channels.engine import content, let_time_pass, part, set_price, sync, turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(connect):
    return connect("fake.later")


def an_hour_on() -> object:
    return timezone.now() + timedelta(hours=1)


@pytest.mark.sqlite
def test_it_goes_out_at_its_moment_and_not_before(later, platform):
    mug = variant("mug", price=10_000, stock=5)
    sync(later)
    platform.later = an_hour_on()
    set_price(mug, 11_000)
    turn(later)
    platform.later = None
    turn(later)
    assert platform.price("mug") == 11_000  # taken, as the fake does in any case
    assert part(later, "mug", data.Part.PRICE).wanted > 0
    assert platform.endpoints() == ["publish", "update"]

    let_time_pass(3700)
    turn(later)
    assert platform.endpoints() == ["publish", "update", "update"]
    assert not Part.objects.unconfirmed().exists()


def test_staff_see_why_it_waits(later, platform):
    mug = variant("mug", price=10_000)
    sync(later)
    platform.later = an_hour_on()
    set_price(mug, 11_000)
    turn(later)

    waiting = part(later, "mug", data.Part.PRICE)
    assert [problem["code"] for problem in waiting.problems] == ["not_yet"]
    assert (waiting.refused, waiting.attempt_id) == (0, None)
    assert not Attempt.objects.filter(ended_at=None).exists()


def test_neither_stock_nor_content_waits_for_it(later, platform):
    mug = variant("mug", price=10_000, stock=5)
    sync(later)
    platform.later = an_hour_on()
    set_price(mug, 11_000)
    turn(later)
    platform.later = None

    put(mug, 4)
    mug.product.title_vi = "Cốc khác"
    save_product(mug.product)
    turn(later)

    assert platform.stock("mug") == 4
    assert [item.title for item in platform.items.values()] == ["Cốc khác"]


def test_a_create_that_was_put_off_left_nothing_behind(later, platform):
    mug = variant("mug")
    platform.later = an_hour_on()
    sync(later)
    assert not Listing.objects.get().sent_out

    platform.later = None
    mug.product.title_vi = "Cốc khác"
    save_product(mug.product)
    let_time_pass(3700)
    turn(later)

    assert [item.title for item in platform.items.values()] == ["Cốc khác"]
    assert content(later, "mug").problems == []
