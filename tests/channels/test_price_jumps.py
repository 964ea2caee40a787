"""A price that jumps waits for staff, and nothing else waits with it."""

import pytest

from storefront.catalog.models import Variant
from storefront.catalog.switching import drop_sale, set_sale
from storefront.channels import comparing, guarding, jumps
from storefront.channels.held_alerts import watch_held
from storefront.channels.models import HeldPrice, Offer, Part
from storefront.contract import clock, data
from storefront.outbox.models import Alert
from tests.builders import put, variant
from tests.channels.engine import part, set_price, sync, turn
from tests.crowd import all_at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(connect):
    return connect()


def listed(shop, *, price: int = 199_000, **fields: object):
    mug = variant("mug", price=price, stock=5, **fields)
    sync(shop)
    return mug


def waiting() -> list[tuple[int, int]]:
    return list(HeldPrice.objects.waiting().values_list("told", "asked"))


def approve(shop, amount: int) -> int:
    return guarding.approve_prices(shop, seen={Offer.objects.get().pk: amount})


@pytest.mark.sqlite
def test_a_slip_never_reaches_the_platform(shop, platform):
    mug = listed(shop)

    set_price(mug, 1_990)
    turn(shop)
    sync(shop)

    assert platform.price("mug") == 199_000
    assert waiting() == [(199_000, 1_990)]


def test_control_without_the_guard_it_does(shop, platform, monkeypatch):
    monkeypatch.setattr(jumps.Prices, "jumps", lambda *prices: False)
    mug = listed(shop)

    set_price(mug, 1_990)
    turn(shop)

    assert platform.price("mug") == 1_990


def test_after_the_click_it_does(shop, platform):
    mug = listed(shop)
    set_price(mug, 1_990)
    turn(shop)

    assert approve(shop, 1_990) == 1
    turn(shop)

    assert (platform.price("mug"), waiting()) == (1_990, [])


def test_stock_goes_on_with_the_last_price_let_out(shop, platform):
    mug = listed(shop)
    set_price(mug, 1_990)
    put(mug, 3)

    turn(shop)

    assert platform.offer("mug") == {"price": 199_000, "stock": 3}
    assert not Part.objects.waiting().exists()


def test_content_goes_on_with_it_too(shop, platform):
    mug = listed(shop)
    set_price(mug, 1_990)
    mug.product.title_vi = "Cốc sứ"
    mug.product.save()

    sync(shop)

    [item] = platform.items.values()
    assert (item.title, item.offers["mug"]["price"]) == ("Cốc sứ", 199_000)


def test_a_slip_in_sql_is_found_at_night_and_waits_too(shop, platform):
    listed(shop)
    Variant.objects.update(price=1_990)

    comparing.compare(shop)
    turn(shop)

    assert (platform.price("mug"), waiting()) == (199_000, [(199_000, 1_990)])


def test_a_corrected_slip_waits_for_nobody(shop, platform):
    mug = listed(shop)
    set_price(mug, 1_990)
    turn(shop)

    set_price(mug, 189_000)
    turn(shop)

    assert (platform.price("mug"), waiting()) == (189_000, [])


def test_another_price_than_the_one_that_was_seen_goes_on_waiting(shop, platform):
    mug = listed(shop)
    set_price(mug, 1_990)
    turn(shop)
    set_price(mug, 199)
    turn(shop)

    assert approve(shop, 1_990) == 0
    turn(shop)

    assert (platform.price("mug"), waiting()) == (199_000, [(199_000, 199)])


def test_a_yes_is_good_for_its_price_and_not_for_a_later_slip(shop, platform):
    mug = listed(shop)
    for amount in (1_990, 199_000):
        set_price(mug, amount)
        turn(shop)
        approve(shop, amount)
        turn(shop)

    set_price(mug, 1_990)
    turn(shop)

    assert platform.price("mug") == 199_000


@pytest.mark.parametrize(
    ("percent", "new", "sent"),
    [(50, 99_500, True), (50, 99_499, False), (10, 220_000, False), (0, 1, True)],
)
def test_the_percentage_is_the_connection_s_own(shop, platform, percent, new, sent):
    guarding.set_caution(shop, price_jump=percent, buffer_units=0, buffer_percent=0)
    mug = listed(shop)

    set_price(mug, new)
    turn(shop)

    assert (platform.price("mug") == new) is sent


def test_a_larger_percentage_lets_out_what_waited(shop, platform):
    mug = listed(shop)
    set_price(mug, 50_000)
    turn(shop)

    guarding.set_caution(shop, price_jump=90, buffer_units=0, buffer_percent=0)
    sync(shop)

    assert (platform.price("mug"), waiting()) == (50_000, [])


def test_a_sale_price_was_approved_when_it_was_entered_and_so_was_its_end(
    shop, platform
):
    mug = listed(shop)
    set_sale(variant_id=mug.pk, amount=20_000, starts_at=clock.now(), ends_at=None)
    turn(shop)
    during = platform.price("mug")

    drop_sale(variant_id=mug.pk)
    turn(shop)

    assert (during, platform.price("mug")) == (20_000, 199_000)


def test_what_was_never_taken_over_there_is_no_price_to_hold_to(shop, platform):
    mug = variant("mug", price=1_990)
    problem = data.Problem("title", data.Text(vi="Ngắn", en="Short"))
    platform.refused[mug.product.title] = problem
    sync(shop)
    platform.refused.clear()

    set_price(mug, 199_000)
    sync(shop)
    guarding.set_caution(shop, price_jump=50, buffer_units=0, buffer_percent=0)
    sync(shop)

    assert platform.price("mug") == 199_000


def test_staff_are_told_once_and_when_it_is_over(shop, platform):
    mug = listed(shop)
    set_price(mug, 1_990)
    turn(shop)
    watch_held()
    watch_held()
    told = Alert.objects.filter(kind="price jump", settled_at=None).count()

    approve(shop, 1_990)
    watch_held()

    assert told == 1
    assert not Alert.objects.filter(kind="price jump", settled_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_approved_by_four_at_once_it_is_wanted_once(shop, platform):
    assert wanted_by_four(shop) == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_it_is_wanted_more_often(shop, platform, monkeypatch):
    monkeypatch.setattr(jumps, "locked", list)

    assert any(wanted_by_four(shop) > 1 for _ in range(10))


def wanted_by_four(shop) -> int:
    """How much more is wanted of a price after four clicks on one button."""
    if not Offer.objects.exists():
        mug = listed(shop)
        set_price(mug, 1_990)
        turn(shop)
    HeldPrice.objects.update(approved_at=None)
    before = part(shop, "mug", data.Part.PRICE).wanted
    all_at_once([lambda: approve(shop, 1_990)] * 4)
    return part(shop, "mug", data.Part.PRICE).wanted - before
