"""What is kept back from a channel: so many units, or a share, of all or of one."""

import pytest

from storefront.channels import buffers, guarding
from storefront.channels.buffers import Rule
from storefront.channels.models import Listing
from storefront.inventory.services import take
from tests.builders import put, variant
from tests.channels.engine import sync, turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(connect):
    return connect()


def keep(shop, *, units: int = 0, percent: int = 0) -> None:
    guarding.set_caution(
        shop, price_jump=50, buffer_units=units, buffer_percent=percent
    )


@pytest.mark.parametrize(
    ("units", "percent", "available", "kept"),
    [
        (0, 0, 9, 0),
        (2, 0, 9, 2),
        (2, 0, 1, 1),
        (0, 10, 9, 1),
        (0, 10, 11, 2),
        (3, 10, 100, 10),
        (2, 0, -4, 0),
        (0, 100, 9, 9),
    ],
)
def test_the_larger_of_both_and_no_more_than_there_is(units, percent, available, kept):
    assert Rule(units, percent).kept(available) == kept


@pytest.mark.sqlite
def test_the_channel_is_offered_what_is_not_kept_back(shop, platform):
    keep(shop, units=2)
    variant("mug", stock=5)

    sync(shop)

    assert platform.stock("mug") == 3


def test_another_channel_is_offered_all(connect, platform):
    here = connect()
    there = connect(service="fake.overlap")
    keep(there, units=5)
    variant("mug", stock=5)

    sync(here)

    assert platform.stock("mug") == 5


def test_a_changed_rule_reaches_what_is_listed(shop, platform):
    variant("mug", stock=5)
    sync(shop)

    keep(shop, percent=40)
    sync(shop)

    assert platform.stock("mug") == 3


def test_one_thing_has_a_rule_of_its_own_until_it_is_dropped(shop, platform):
    keep(shop, units=2)
    mug, _pot = variant("mug", stock=5), variant("pot", stock=5)
    guarding.set_buffer(shop, variant=mug, rule=Rule(0, 0))
    sync(shop)
    own = (platform.stock("mug"), platform.stock("pot"))

    guarding.drop_buffer(shop, variant_id=mug.pk)
    sync(shop)

    assert (own, platform.stock("mug")) == ((5, 3), 3)


def test_the_last_unit_that_is_offered_goes_out_as_sold_out(shop, platform):
    """Before everything else, though there are units left in our own shop."""
    keep(shop, units=2)
    mug = variant("mug", stock=3)
    sync(shop)
    take(variant_id=mug.pk, quantity=1, reference="A")
    seen = []
    platform.before = [lambda: seen.extend(urgent_skus())]

    turn(shop)

    assert (platform.stock("mug"), seen) == (0, ["mug"])


def urgent_skus() -> list[str]:
    parts = Listing.objects.get().parts.filter(urgent=True)
    return list(parts.values_list("offer__sku", flat=True))


def test_staff_read_it_in_words(shop):
    keep(shop, units=2)
    mug = variant("mug", stock=5)
    sync(shop)
    put(mug, 1)

    told = buffers.in_words(Listing.objects.get())

    assert told == ["mug: có 1 trong kho, giữ lại 1, chào bán 0"]
