"""What was changed in our own rows by hand is found all the same."""

from datetime import timedelta

import pytest
from django.utils import timezone

from storefront.catalog.models import Variant
from storefront.channels import comparing, tasks
from storefront.channels.models import Change, Drift, Upkeep
from storefront.jobs.models import Job
from tests.builders import variant
from tests.channels.engine import set_price, sync, turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(connect):
    variant("mug", price=10_000)
    connection = connect()
    sync(connection)
    return connection


@pytest.mark.sqlite
def test_a_price_changed_in_sql_goes_out(listed, platform):
    Variant.objects.update(price=12_000)
    turn(listed)
    assert platform.price("mug") == 10_000

    comparing.compare(listed)
    turn(listed)

    assert platform.price("mug") == 12_000
    assert Drift.objects.get().differences[0]["here"]["amount"] == 12_000


def test_where_nothing_differs_nothing_is_sent(listed, platform):
    platform.calls.clear()

    assert comparing.compare(listed) == 0
    turn(listed)

    assert [name for name in platform.endpoints() if name != "check"] == []


def test_a_change_that_waits_for_the_planner_is_no_drift(listed):
    set_price(Variant.objects.get(), 12_000)
    assert Change.objects.exists()

    assert comparing.compare(listed) == 0


def test_what_moved_on_since_it_was_read_is_left_to_that(listed, platform):
    mug = Variant.objects.get()
    Variant.objects.update(price=12_000)
    old = comparing.differing(listed, comparing.listings_after(listed, 0))
    set_price(mug, 13_000)
    turn(listed)

    assert comparing.raise_differing(old) == 0
    assert platform.price("mug") == 13_000


def test_a_killed_pass_goes_on_behind_its_last_chunk(listed, monkeypatch):
    monkeypatch.setattr(comparing, "CHUNK", 1)
    variant("pot", price=10_000)
    sync(listed)
    Variant.objects.update(price=12_000)
    first = comparing.listings_after(listed, 0)
    Upkeep.objects.create(connection=listed, cursor=first[-1])

    assert comparing.compare(listed) == 1
    assert Drift.objects.get().part.offer.sku == "pot"
    assert Upkeep.objects.get().cursor == 0


def test_two_at_once_raise_it_once(listed):
    Variant.objects.update(price=12_000)
    found = comparing.differing(listed, comparing.listings_after(listed, 0))

    raised = [comparing.raise_differing(found), comparing.raise_differing(found)]

    assert raised == [1, 0]


def test_it_is_compared_every_night(listed):
    comparing.compare(listed)
    tasks.wake_comparers()
    assert not Job.objects.filter(kind="channels.compare").exists()
    Upkeep.objects.update(compared_at=timezone.now() - timedelta(days=1, hours=1))

    tasks.wake_comparers()

    assert Job.objects.filter(kind="channels.compare").count() == 1
