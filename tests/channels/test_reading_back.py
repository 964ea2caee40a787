"""Before anything is created: what is there, and is it ours?"""

import pytest
from django.utils import timezone

from storefront.channels import claims, readback, tasks
from storefront.channels.attempts import RecordingGate
from storefront.channels.models import Listing, ReadBack, RemoteItem
from storefront.channels.services import close_gate
from storefront.contract.errors import PlatformRefused, PlatformUnavailable
from tests.builders import product, variant
from tests.channels import platform as fake
from tests.channels.engine import let_time_pass, set_price, sync, turn

pytestmark = pytest.mark.django_db

DOWN = PlatformUnavailable("down", nothing_done=True)


@pytest.fixture
def reading(connect):
    """A connection to a platform that tells what it holds."""
    return connect("fake.read")


def there(platform, *skus: str, title: str = "", **fields: object) -> str:
    """Something that was there before us."""
    pk = platform.next_id()
    offers = {sku: {"price": 1, "stock": 1} for sku in skus}
    platform.items[pk] = fake.Item(title or pk, offers, **fields)
    return pk


def read(connection) -> ReadBack:
    run = readback.open_run(connection)
    readback.read_for(run)
    run.refresh_from_db()
    return run


def titles(connection) -> list[str]:
    rows = RemoteItem.objects.filter(connection=connection).order_by("pk")
    return list(rows.values_list("title", flat=True))


def test_nothing_is_created_before_all_is_read(reading, platform):
    variant("mug")

    sync(reading)

    assert platform.items == {}
    read(reading)
    turn(reading)
    assert platform.holding("mug") == 1


def test_where_that_is_not_asked_it_would_be_created(reading, platform, monkeypatch):
    variant("mug")
    monkeypatch.setattr(claims, "forbids_creating", lambda connection, service: False)

    sync(reading)

    assert platform.holding("mug") == 1


def test_a_platform_that_cannot_tell_is_created_on_at_once(connect, platform):
    variant("mug")

    sync(connect())

    assert platform.holding("mug") == 1


def test_a_connection_without_a_reading_gets_one(reading):
    tasks.wake_readers()

    assert ReadBack.objects.get().connection == reading


@pytest.mark.sqlite
def test_every_page_is_kept_once(reading, platform):
    for number in range(5):
        there(platform, f"sku-{number}", title=f"Item {number}")

    run = read(reading)

    assert titles(reading) == [f"Item {number}" for number in range(5)]
    assert (run.items, run.state) == (5, ReadBack.State.DONE)


def test_a_killed_reading_goes_on_where_it_was(reading, platform):
    for number in range(5):
        there(platform, f"sku-{number}")
    platform.before = [lambda: None, DOWN]
    read(reading)
    platform.calls.clear()
    let_time_pass(60)

    run = read(reading)

    assert (run.items, platform.endpoints()) == (5, ["check", "read", "read"])


def test_a_page_that_two_workers_read_counts_once(reading, platform):
    there(platform, "mug")
    run = readback.open_run(reading)
    late = readback.build(reading).read_back("")
    readback.read_for(run)

    assert not readback.keep(ReadBack.objects.get(), late, asked_at=timezone.now())

    assert ReadBack.objects.get().items == 1


def test_a_cursor_that_is_no_longer_known_starts_over(reading, platform):
    for number in range(3):
        there(platform, f"sku-{number}")
    platform.before = [lambda: None, PlatformRefused([])]

    run = read(reading)

    assert (run.items, run.state) == (3, ReadBack.State.DONE)


def test_a_platform_that_refuses_to_tell_is_asked_again_later(reading, platform):
    variant("mug")
    platform.before = [PlatformRefused([])]

    assert readback.read_for(readback.open_run(reading)) == readback.REFUSED_AGAIN

    sync(reading)
    assert platform.items == {}


def test_what_is_no_longer_there_is_forgotten(reading, platform):
    pk = there(platform, "mug")
    read(reading)
    del platform.items[pk]

    read(reading)

    assert not RemoteItem.objects.exists()


def test_what_we_listed_ourselves_is_ours(reading, platform):
    mug = variant("mug")
    read(reading)
    sync(reading)

    read(reading)

    item = RemoteItem.objects.get()
    assert (item.variant, item.decision) == (mug, RemoteItem.Decision.OURS)


def test_a_match_holds_its_product_and_no_other(reading, platform):
    variant("mug")
    variant("pot")
    there(platform, "mug")
    read(reading)

    sync(reading)

    assert (platform.holding("mug"), platform.holding("pot")) == (1, 1)
    assert Listing.objects.get(held=True).product.title == "Mug"


def test_a_product_made_later_is_held_too(reading, platform):
    there(platform, "mug")
    read(reading)

    variant("mug")
    sync(reading)

    assert platform.holding("mug") == 1


def test_a_closed_gate_lets_updates_through(reading, platform):
    mug = variant("mug", price=10_000)
    read(reading)
    sync(reading)
    close_gate(reading)
    set_price(mug, 11_000)

    turn(reading)

    assert platform.price("mug") == 11_000


def test_a_create_that_was_on_its_way_stops_at_the_gate(reading, platform, monkeypatch):
    variant("mug")
    read(reading)
    enter = RecordingGate.enter

    def close_and_enter(gate, call):
        if call.sending:
            close_gate(gate.connection)
        return enter(gate, call)

    monkeypatch.setattr(RecordingGate, "enter", close_and_enter)
    sync(reading)

    assert platform.items == {}


def test_without_the_last_look_it_would_not(reading, platform, monkeypatch):
    monkeypatch.setattr(claims, "may_create", lambda *args: True)
    with pytest.raises(AssertionError):
        test_a_create_that_was_on_its_way_stops_at_the_gate(
            reading, platform, monkeypatch
        )


def test_a_product_without_variants_holds_nothing_up(reading, platform):
    product("Empty")
    there(platform, "mug")

    assert read(reading).state == ReadBack.State.DONE
