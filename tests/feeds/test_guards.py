"""A feed is the second leg of a channel: what calls hold back does not go out by it."""

import pytest

from storefront.catalog.models import Variant
from storefront.catalog.services import Price, change_prices
from storefront.catalog.switching import drop_sale, set_sale
from storefront.channels import guarding
from storefront.channels.buffers import Rule
from storefront.channels.models import Offer
from storefront.contract import clock
from storefront.feeds.models import Touch
from storefront.feeds.reading import feed_items
from tests.builders import variant
from tests.channels.conftest import connect, platform
from tests.channels.engine import set_price, sync, turn

__all__ = ["connect", "platform"]

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def shop(connect):
    return connect()


@pytest.fixture
def mug(shop) -> Variant:
    made = variant("mug", price=199_000, stock=5)
    sync(shop)
    return made


def told(shop) -> list[tuple[str, str, int | None]]:
    items = [item for chunk in feed_items(shop) for item in chunk]
    return [(item.price, item.before, item.stock) for item in items]


def test_a_slip_stays_out_even_before_anybody_has_tried_to_send_it(shop, mug):
    set_price(mug, 1_990)

    assert told(shop) == [("199000", "", 5)]


def test_after_the_click_the_feed_is_out_of_date_and_tells_it(shop, mug):
    set_price(mug, 1_990)
    turn(shop)
    Touch.objects.all().delete()

    guarding.approve_prices(shop, seen={Offer.objects.get().pk: 1_990})

    assert Touch.objects.exists()
    assert told(shop) == [("1990", "", 5)]


def test_a_sale_price_goes_out_and_ends(shop, mug):
    set_sale(variant_id=mug.pk, amount=20_000, starts_at=clock.now(), ends_at=None)
    during = told(shop)
    turn(shop)

    drop_sale(variant_id=mug.pk)

    assert (during, told(shop)) == (
        [("20000", "199000", 5)],
        [("199000", "", 5)],
    )


def test_what_is_kept_back_is_not_offered(shop, mug):
    guarding.set_caution(shop, price_jump=50, buffer_units=2, buffer_percent=0)
    all_of_them = told(shop)

    guarding.set_buffer(shop, variant=mug, rule=Rule(4, 0))

    assert (all_of_them, told(shop)) == ([("199000", "", 3)], [("199000", "", 1)])


def test_a_price_that_nobody_has_sent_yet_is_told_as_it_is(shop):
    mug = variant("mug", price=199_000, stock=5)

    change_prices(prices={mug.pk: Price(1_990)})

    assert told(shop) == [("1990", "", 5)]
