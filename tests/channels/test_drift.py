"""Reading back shows what is no longer there as it was confirmed, and mends it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from storefront.channels import judging, readback, repairing, tasks
from storefront.channels.drift import upkeep_of
from storefront.channels.models import Drift, Listing, Part, ReadBack, Upkeep
from storefront.contract import data
from storefront.contract.errors import PlatformUnavailable
from storefront.outbox.models import Alert
from tests.builders import variant
from tests.channels.engine import content, let_time_pass, part, set_price, sync, turn
from tests.channels.test_reading_back import read
from tests.race import in_parallel

pytestmark = pytest.mark.django_db

PRICE, STOCK = data.Part.PRICE, data.Part.STOCK
DOWN = PlatformUnavailable("down", nothing_done=True)


@pytest.fixture
def telling(connect):
    connection = connect("fake.telling")
    read(connection)
    return connection


def causes() -> list[tuple[str, str, str]]:
    rows = Drift.objects.order_by("pk")
    return [(row.part.name, row.cause, row.end) for row in rows]


def tell_staff(connection) -> None:
    Upkeep.objects.update_or_create(connection=connection, defaults={"rule": "tell"})


@pytest.mark.sqlite
def test_what_is_as_confirmed_is_proven(telling):
    variant("mug")
    sync(telling)

    read(telling)

    assert not Part.objects.filter(proven_at=None).exists()
    assert causes() == []


@pytest.mark.parametrize(
    ("name", "there"), [(PRICE, 99), (STOCK, 77)], ids=["price", "stock"]
)
def test_what_was_edited_there_is_sent_again(telling, platform, name, there):
    variant("mug", price=10_000, stock=5)
    sync(telling)
    platform.offer("mug")[name] = there

    read(telling)
    turn(telling)

    assert causes() == [(name, "edited", "repaired")]
    assert (platform.price("mug"), platform.stock("mug")) == (10_000, 5)


def test_without_forgetting_the_hash_the_repair_is_swallowed(
    telling, platform, monkeypatch
):
    raise_only = repairing.raise_wanted

    def keep_hash(rows):
        for row in rows:
            rows.filter(pk=row.pk).update(confirmed_hash=row.attempt_hash)
        return raise_only(rows)

    monkeypatch.setattr(repairing, "raise_wanted", keep_hash)
    with pytest.raises(AssertionError):
        test_what_was_edited_there_is_sent_again(telling, platform, PRICE, 99)


def test_an_edited_title_is_sent_again(telling, platform):
    mug = variant("mug")
    sync(telling)
    next(iter(platform.items.values())).title = "Theirs"

    read(telling)
    turn(telling)

    assert causes() == [("content", "edited", "repaired")]
    assert [item.title for item in platform.items.values()] == [mug.product.title]


def test_what_was_lost_there_is_made_anew_once(telling, platform):
    variant("mug")
    variant("pot")
    sync(telling)
    platform.items.pop(Listing.objects.first().external_id)

    read(telling)
    turn(telling)

    assert causes() == [("content", "lost", "repaired")]
    assert (platform.holding("mug"), platform.holding("pot")) == (1, 1)


def test_one_that_a_page_passed_over_is_found_and_not_doubled(telling, platform):
    variant("mug")
    sync(telling)
    hidden = dict(platform.items)
    platform.items.clear()
    read(telling)
    platform.items.update(hidden)

    turn(telling)

    assert causes() == [("content", "lost", "repaired")]
    assert platform.holding("mug") == 1


def test_without_asking_it_would_be_doubled(telling, platform, monkeypatch):
    monkeypatch.setattr(repairing, "ask_before_creating", lambda drift: None)
    with pytest.raises(AssertionError):
        test_one_that_a_page_passed_over_is_found_and_not_doubled(telling, platform)


def test_where_staff_decide_it_waits_for_their_click(telling, platform):
    variant("mug", price=10_000)
    sync(telling)
    tell_staff(telling)
    platform.offer("mug")["price"] = 99
    read(telling)
    turn(telling)
    assert (platform.price("mug"), causes()) == (99, [("price", "edited", "")])
    assert Alert.objects.get(settled_at=None).kind == "drift"

    repairing.repair(Drift.objects.open())
    turn(telling)

    assert platform.price("mug") == 10_000


def test_what_became_equal_by_itself_is_over(telling, platform):
    variant("mug", price=10_000)
    sync(telling)
    tell_staff(telling)
    platform.offer("mug")["price"] = 99
    read(telling)
    platform.offer("mug")["price"] = 10_000

    read(telling)

    assert causes() == [("price", "edited", "equal")]
    assert not Alert.objects.filter(settled_at=None).exists()


def test_what_was_refused_is_told_and_not_sent_by_itself(telling, platform):
    mug = variant("mug")
    sync(telling)
    Part.objects.filter(name="content").update(wanted=9, refused=9)

    read(telling)

    assert causes() == [("content", "refused", "")]
    assert content(telling, "mug").wanted == 9
    assert mug.product.title


def test_what_waits_for_hours_is_behind(telling, platform):
    mug = variant("mug", price=10_000)
    sync(telling)
    set_price(mug, 11_000)
    tasks.planner.plan_changes()
    Part.objects.update(wanted_at=timezone.now() - timedelta(hours=2))

    read(telling)

    assert causes() == [("price", "behind", "repaired")]


def test_what_is_under_way_is_not_judged(telling, platform):
    mug = variant("mug", price=10_000)
    sync(telling)
    set_price(mug, 11_000)
    platform.after = [PlatformUnavailable("lost")]
    turn(telling)
    assert part(telling, "mug", PRICE).attempt_id
    platform.offer("mug")["price"] = 99

    readback.read_page(readback.open_run(telling))

    assert causes() == []


def test_without_looking_at_the_attempt_it_would_be(telling, platform, monkeypatch):
    monkeypatch.setattr(judging, "certain", lambda part, asked_at: True)
    with pytest.raises(AssertionError):
        test_what_is_under_way_is_not_judged(telling, platform)


def sold_while_a_page_is_on_its_way(telling, platform) -> None:
    """The page tells of the price before the sale; the new one is confirmed by then."""
    mug = variant("mug", price=10_000)
    sync(telling)
    run = readback.open_run(telling)
    asked_at = timezone.now()
    page = readback.build(telling).read_back("")
    set_price(mug, 11_000)
    turn(telling)

    readback.keep(run, page, asked_at=asked_at)


def test_what_was_answered_since_the_page_was_asked_for_is_not_judged(
    telling, platform
):
    sold_while_a_page_is_on_its_way(telling, platform)

    assert causes() == []


def test_without_looking_at_the_moment_it_would_be_called_edited(
    telling, platform, monkeypatch
):
    certain = judging.certain
    later = timedelta(days=1)
    monkeypatch.setattr(
        judging, "certain", lambda part, asked_at: certain(part, asked_at + later)
    )

    sold_while_a_page_is_on_its_way(telling, platform)

    assert causes() == [("price", "edited", "")]


def test_a_sale_between_the_page_and_the_repair_is_not_written_over(telling, platform):
    mug = variant("mug", price=10_000)
    sync(telling)
    platform.offer("mug")["price"] = 99
    readback.read_page(readback.open_run(telling))
    set_price(mug, 11_000)
    turn(telling)

    read(telling)
    turn(telling)

    assert platform.price("mug") == 11_000


def test_a_killed_read_back_goes_on_and_judges_each_page(telling, platform):
    for number in range(5):
        variant(f"sku-{number}", price=10_000)
    sync(telling)
    for number in range(5):
        platform.offer(f"sku-{number}")["price"] = 99
    platform.before = [lambda: None, DOWN]
    read(telling)
    let_time_pass(60)

    read(telling)
    turn(telling)

    assert [platform.price(f"sku-{number}") for number in range(5)] == [10_000] * 5
    assert causes() == [("price", "edited", "repaired")] * 5


@pytest.mark.django_db(transaction=True)
def test_two_that_read_at_once_find_a_thing_once(telling, platform):
    variant("mug", price=10_000)
    sync(telling)
    platform.offer("mug")["price"] = 99
    run, asked_at = readback.open_run(telling), timezone.now()
    page = readback.build(telling).read_back("")

    def keep(meet, wait):
        row = ReadBack.objects.get(pk=run.pk)
        meet()
        readback.keep(row, page, asked_at=asked_at)

    in_parallel(keep, keep)

    assert causes() == [("price", "edited", "")]


def test_it_is_read_every_night(telling):
    ReadBack.objects.update(started_at=timezone.now() - timedelta(days=1, hours=1))

    tasks.wake_readers()

    assert ReadBack.objects.open().get().connection == telling


def test_once_read_it_rests_until_the_next_night(telling):
    tasks.wake_readers()

    assert not ReadBack.objects.open().exists()


def test_a_connection_repairs_by_itself_unless_told_otherwise(telling):
    assert upkeep_of(telling).rule == Upkeep.Rule.REPAIR
