"""What goes out first, and what goes along with it."""

import pytest

from storefront.channels.models import PartQuerySet
from storefront.contract import data
from storefront.inventory.services import take
from tests.builders import variant
from tests.channels.engine import let_time_pass, set_price, sync, turn

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
