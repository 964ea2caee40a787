"""A reading that is longer than the budget goes on, and ends."""

from datetime import timedelta

import pytest
from django.utils import timezone

from plugins.demo.fake import orders
from plugins.demo.plugin import DemoShop
from storefront.contract.errors import NotNow, PlatformUnavailable
from storefront.intake import reading
from storefront.intake.models import Reading
from tests.intake.working import poll, states

ORDERS = 4


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """The cursors that were asked for; the budget has one page for each turn."""
    cursors: list[str] = []
    fetch, left = DemoShop.fetch_orders, [1]

    def one_a_turn(self, since, cursor):
        if not left:
            left.append(1)
            raise NotNow("the budget is spent")
        left.pop()
        cursors.append(cursor)
        return fetch(self, since, cursor)

    monkeypatch.setattr(DemoShop, "fetch_orders", one_a_turn)
    monkeypatch.setattr(orders, "PER_PAGE", 1)
    return cursors


def turns_until_read(channel) -> int | None:
    for turn in range(2 * ORDERS):
        try:
            poll(channel)
        except NotNow:
            continue
        return turn + 1
    return None


@pytest.fixture
def sold(platform) -> list[int]:
    return [platform.sell("north", {"mug": 1}) for _ in range(ORDERS)]


def test_it_goes_on_at_the_page_where_it_was_stopped(channel, sold, asked):
    assert turns_until_read(channel) is not None

    channel.refresh_from_db()
    assert len(set(asked)) == len(asked)
    assert sorted(states()) == sold
    assert channel.polled_through == Reading.objects.get().stopped_began


def test_without_the_bookmark_it_never_ends(channel, sold, asked, monkeypatch):
    """The control."""
    monkeypatch.setattr(reading, "take_out", lambda *_, **__: None)

    assert turns_until_read(channel) is None
    assert set(asked) == {""}


def test_an_old_bookmark_is_not_gone_on_from(channel, sold, asked):
    with pytest.raises(NotNow):
        poll(channel)
    Reading.objects.update(stopped_at=timezone.now() - timedelta(hours=1))

    with pytest.raises(NotNow):
        poll(channel)

    assert asked == ["", ""]


def test_what_staff_want_read_again_is_read_from_there(channel, sold, asked):
    with pytest.raises(NotNow):
        poll(channel)
    Reading.objects.update(again_from=timezone.now() - timedelta(days=9))

    with pytest.raises(NotNow):
        poll(channel)

    assert asked == ["", ""]


def test_what_fails_otherwise_begins_anew(channel, platform, sold, asked):
    with pytest.raises(NotNow):
        poll(channel)
    platform.turn("too_fast", 1)
    with pytest.raises(PlatformUnavailable):
        poll(channel)
    platform.turn("too_fast", 0)
    with pytest.raises(NotNow):
        poll(channel)

    with pytest.raises(NotNow):
        poll(channel)

    assert asked[-1] == ""
