"""What goes out first, and what goes along with it."""

from datetime import timedelta

import pytest

from storefront.catalog.models import Variant
from storefront.channels import attempts, claims, planner, pusher
from storefront.channels.models import Listing, PartQuerySet
from storefront.contract import data
from storefront.inventory.services import take
from tests.builders import variant
from tests.channels.engine import let_time_pass, set_price, sync, turn
from tests.channels.platform import FakeShop

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug():
    return variant("mug", stock=5, price=10_000)


@pytest.fixture
def cup():
    return variant("cup", stock=5, price=10_000)


@pytest.fixture
def synced(connect, platform, mug, cup):
    """Connect to a service with both listed there and confirmed."""

    def make(service):
        connection = connect(service)
        sync(connection)
        platform.receipts = dict.fromkeys(platform.receipts, data.State.ACCEPTED)
        let_time_pass(2)
        turn(connection)
        platform.calls.clear()
        return connection

    return make


def test_a_sold_out_stock_goes_before_an_older_wish(synced, platform, mug, cup):
    connection = synced("fake.shop")

    set_price(mug, 12_000)
    take(variant_id=cup.pk, quantity=5, reference="A")
    turn(connection)

    assert platform.calls == [("update", ["cup"]), ("update", ["mug"])]


def test_in_a_flat_call_what_else_is_due_goes_along_with_it(synced, platform, mug, cup):
    connection = synced("fake.batch")

    set_price(mug, 12_000)
    take(variant_id=cup.pk, quantity=5, reference="A")
    turn(connection)

    assert platform.calls == [("update", ["mug", "cup"])]
    assert (platform.price("mug"), platform.stock("cup")) == (12_000, 0)


@pytest.mark.parametrize("guarded", [True, False])
def test_nothing_goes_along_of_a_listing_that_is_under_way(
    synced, platform, cup, monkeypatch, guarded
):
    connection = synced("fake.batch")
    take(variant_id=cup.pk, quantity=1, reference="A")
    turn(connection)
    if not guarded:
        monkeypatch.setattr(PartQuerySet, "of_quiet_listings", lambda rows, names: rows)

    set_price(cup, 12_000)
    take(variant_id=cup.pk, quantity=4, reference="B")
    turn(connection)

    price = 10_000 if guarded else 12_000
    assert (platform.price("cup"), platform.stock("cup")) == (price, 0)


@pytest.mark.parametrize("kept", [True, False])
def test_sold_out_stock_has_calls_left_when_prices_have_used_up_theirs(  # noqa: PLR0917 -- fixtures
    synced, platform, monkeypatch, mug, cup, kept
):
    """Without the share it waits for the budget."""
    budget = data.Budget("update", calls=10, per=timedelta(hours=1))
    monkeypatch.setattr(FakeShop, "budgets", (budget,))
    if not kept:
        monkeypatch.setattr(attempts, "FOR_SOLD_OUT", 0.0)
    connection = synced("fake.shop")
    for number in range(11):
        set_price(mug, 12_000 + number)
        turn(connection)

    take(variant_id=cup.pk, quantity=5, reference="A")
    let_time_pass(0)
    turn(connection)

    assert platform.stock("cup") == (0 if kept else 5)


def sell_one_call_at_a_time(connection, platform, monkeypatch, mug) -> list[str]:
    """Something sells before every call, and only one call at a time is allowed."""
    mug.product.title_vi = "Another mug"
    mug.product.save()
    planner.want_listings(list(Listing.objects.values_list("pk", flat=True)))
    cup = Variant.objects.get(sku="cup")
    for number in range(8):
        set_price(cup, 12_000 + number)
        planner.plan_changes()
        pusher.send_first_lane(connection, planner.publisher(connection))
    return platform.endpoints()


def test_content_gets_its_share_while_something_sells_all_the_time(
    synced, platform, monkeypatch, mug, cup
):
    connection = synced("fake.shop")

    calls = sell_one_call_at_a_time(connection, platform, monkeypatch, mug)

    assert calls[:4] == ["update", "update", "update", "publish"]


def test_without_its_share_content_starves(synced, platform, monkeypatch, mug, cup):
    connection = synced("fake.shop")
    monkeypatch.setattr(claims, "OTHER_CALLS", 1000)

    calls = sell_one_call_at_a_time(connection, platform, monkeypatch, mug)

    assert calls == ["update"] * 8
