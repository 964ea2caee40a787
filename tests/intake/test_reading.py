"""Polling: page by page, further only past what is stored."""

from datetime import timedelta

import pytest
from django.utils import timezone

from plugins.demo.fake import orders
from storefront.channels import readback
from storefront.channels.models import Part
from storefront.connections.services import pause
from storefront.contract.errors import NotNow, PlatformUnavailable
from storefront.intake import importing, reading
from storefront.intake.models import ImportedOrder, Reading
from storefront.intake.tasks import wants_reading
from storefront.outbox.models import Alert
from tests import builders
from tests.channels.engine import sync, turn
from tests.intake.working import look, poll, standing, states


class Killed(BaseException):
    """As a worker's death: nothing catches it."""


def test_brings_what_was_sold(channel, platform):
    number = platform.sell("north", {"mug": 1})

    poll(channel)

    assert states() == {number: "placed"}


def test_reads_every_page(channel, platform, monkeypatch):
    monkeypatch.setattr(orders, "PER_PAGE", 2)
    numbers = [platform.sell("north", {"mug": 1}) for _ in range(5)]

    poll(channel)

    assert sorted(states()) == numbers


def test_follows_orders_on_their_way(channel, platform):
    number = platform.sell("north", {"mug": 1})
    poll(channel)
    platform.move(number, "sent")

    poll(channel)

    assert states() == {number: "confirmed"}


def test_a_complete_reading_says_when_it_began(channel, platform):
    before = timezone.now()

    poll(channel)

    channel.refresh_from_db()
    assert before <= channel.polled_through <= timezone.now()


def test_a_reading_that_fails_says_nothing_of_the_kind(channel, platform):
    platform.turn("too_fast", 1)

    with pytest.raises(PlatformUnavailable):
        poll(channel)

    channel.refresh_from_db()
    assert channel.polled_through is None
    assert "too_fast" in Reading.objects.get().problem


def test_moves_only_past_what_is_stored(channel, platform, monkeypatch):
    """Killed in the middle of the second page, it goes on behind the first."""
    monkeypatch.setattr(orders, "PER_PAGE", 2)
    numbers = [platform.sell("north", {"mug": 1}) for _ in range(4)]
    kill_at(monkeypatch, numbers[2])
    with pytest.raises(Killed):
        poll(channel)
    stored = list(states())
    monkeypatch.undo()

    poll(channel)

    assert (sorted(stored), sorted(states())) == (numbers[:2], numbers)


def kill_at(monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    take_in = importing.take_in

    def die(channel, told, *, read_at) -> None:
        if told.external_id == number:
            raise Killed
        take_in(channel, told, read_at=read_at)

    monkeypatch.setattr(reading, "take_in", die)


def test_the_watermark_is_the_channels_time_and_never_goes_back(channel, platform):
    number = platform.sell("north", {"mug": 1})
    poll(channel)
    before = Reading.objects.get().watermark
    platform.move(number, "sent")
    poll(channel)

    reading.move_watermark(Reading.objects.get(), list(told(channel, number, before)))

    assert Reading.objects.get().watermark > before


def told(channel, number, moment):
    for one in reading.importer(channel).get_orders([number]):
        yield importing.replace(one, updated_at=moment)


def test_what_was_still_being_written_over_there_is_read_by_the_overlap(
    channel, platform
):
    hidden = shown_late(channel, platform)

    poll(channel)

    assert hidden in states()


def test_without_the_overlap_it_would_be_lost(channel, platform, monkeypatch):
    """Control."""
    hidden = shown_late(channel, platform)
    monkeypatch.setattr(reading, "OVERLAP", timedelta(0))

    poll(channel)

    assert hidden not in states()


def shown_late(channel, platform) -> str:
    """An order that is shown only after a newer one was read."""
    hidden = platform.sell("north", {"mug": 1})
    newer = platform.sell("north", {"mug": 1})
    platform.move(newer, "sent")
    platform_sets(platform, "shop = 'nobody', updated_at = updated_at - 5", hidden)
    poll(channel)
    platform_sets(platform, "shop = 'north'", hidden)
    return hidden


def platform_sets(platform, change: str, number: str) -> None:
    with platform.writing() as rows:
        rows.execute(f"update purchase set {change} where id = ?", (number,))


def test_what_an_overlap_says_again_costs_one_question(
    channel, platform, django_assert_max_num_queries
):
    for _ in range(10):
        platform.sell("north", {"mug": 1})
    poll(channel)
    service = reading.importer(channel)
    page = service.fetch_orders(channel.created_at, "")

    with django_assert_max_num_queries(1):
        assert len(importing.known(channel, page.items)) == 10


def test_an_order_that_makes_no_sense_is_kept_and_the_others_come(channel, platform):
    bad, good = (platform.sell("north", {"mug": 1}) for _ in range(2))
    platform.move(bad, "eaten")

    poll(channel)

    assert states() == {good: "placed"}
    assert "eaten" in ImportedOrder.objects.get(external_id=bad).problem


def test_an_order_nobody_knows_is_asked_for_a_few_times(channel, platform):
    importing.want_look(channel, ["404"])

    look(channel)

    row = ImportedOrder.objects.get()
    assert (row.problem, row.tries) == (reading.NOT_THERE, 1)


def test_what_happens_while_it_is_looked_at_is_looked_at_again(
    channel, platform, monkeypatch
):
    number = platform.sell("north", {"mug": 1})
    importing.want_look(channel, [number])
    take_in = importing.take_in

    def and_meanwhile(channel, told, *, read_at) -> None:
        importing.want_look(channel, [number])
        take_in(channel, told, read_at=read_at)

    monkeypatch.setattr(reading, "take_in", and_meanwhile)
    look(channel)

    row = ImportedOrder.objects.get()
    assert (row.wanted, row.looked) == (2, 1)


def test_staff_hear_of_orders_that_stay_unread(channel, platform, monkeypatch):
    monkeypatch.setattr(reading, "SILENCE", timedelta(0))
    platform.turn("too_fast", 1)
    for _ in range(2):
        with pytest.raises(PlatformUnavailable):
            poll(channel)
    alert = Alert.objects.get()
    platform.turn("too_fast", 0)

    poll(channel)

    assert "cannot be read" in alert.text_en
    assert not Alert.objects.filter(settled_at=None).exists()


def test_a_paused_connection_is_not_called(channel, platform):
    pause(channel, reason="counting", until=None)

    with pytest.raises(NotNow):
        poll(channel)

    assert Reading.objects.get().failing_since is None


def test_is_read_at_once_while_stock_waits_for_it(channel, platform):
    poll(channel)
    channel.refresh_from_db()
    unhurried = wants_reading(channel)
    builders.variant("mug", stock=5)
    sync(channel)
    Part.objects.update(awaits_orders=True)

    assert (unhurried, wants_reading(channel)) == (False, True)


def test_stock_grows_over_there_by_what_was_not_sold_there(channel, platform):
    """The whole rule: 5 of 5 sold over there, 4 more come in here; 4 are told."""
    mug = builders.variant("mug", stock=5)
    readback.read_for(readback.open_run(channel))
    poll(channel)
    sync(channel)
    platform.sell("north", {"mug": 5})
    type(channel).objects.update(polled_through=None)
    builders.put(mug, 9)
    turn(channel)
    unread = stock_at(platform)

    poll(channel)
    turn(channel)

    assert (unread, standing(mug), stock_at(platform)) == (0, (4, 0), 4)


def stock_at(platform) -> int:
    return next(iter(platform.items()))["skus"][0]["stock"]
