"""A service looks gone to the live shop for a while: real breaker, real rows."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from plugins.demo.sandbox import DemoSandbox
from storefront.connections import breaker
from storefront.connections.gate import ConnectionGate
from storefront.connections.models import Breaker, Connection
from storefront.connections.plugins import build
from storefront.contract.errors import PlatformUnavailable
from storefront.contract.sandbox import running
from storefront.drills.management.commands import drill as drill_command
from storefront.drills.models import Drill
from storefront.drills.rehearsing import rehearse_order
from storefront.drills.services import begin_drill, follow, stop_drill
from storefront.orders.models import Order
from storefront.outbox.models import Message
from tests import builders
from tests.crowd import all_at_once
from tests.people import ann, bob

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform(tmp_path: Path) -> DemoSandbox:
    return DemoSandbox(tmp_path / "demo.sqlite3", seed=7)


@pytest.fixture
def channel(db, platform: DemoSandbox) -> Iterator[Connection]:
    with running(platform) as address:
        yield builders.connection("north", api_address=address)


def asked(platform: DemoSandbox) -> int:
    with platform.reading() as rows:
        return int(rows.execute("select count(*) from sandbox_log").fetchone()[0])


def follow_patiently(drill: Drill, times: int = 4) -> None:
    """As the job does, without the pauses that the breaker asks for."""
    for _ in range(times):
        Breaker.objects.update(retry_at=timezone.now(), probed_until=None)
        follow(drill)


def let_it_end(drill: Drill) -> None:
    """The moment comes, whoever is alive."""
    past = timezone.now() - timedelta(seconds=1)
    Drill.objects.update(until=past)
    Connection.objects.update(drill_until=past)


@pytest.mark.sqlite
def test_nothing_is_called_and_the_breaker_opens(channel, platform):
    drill = begin_drill(channel, minutes=10)

    follow_patiently(drill)

    assert (asked(platform), breaker.refusal(channel) is not None) == (0, True)
    assert drill.noticed_at is not None


def test_control_without_the_flag_the_platform_is_called(
    channel, platform, monkeypatch
):
    monkeypatch.setattr(Connection, "drilling", False)
    follow_patiently(begin_drill(channel, minutes=10))

    assert asked(platform) > 0


def test_a_call_fails_as_on_a_platform_that_is_gone(channel):
    begin_drill(channel, minutes=10)

    with pytest.raises(PlatformUnavailable, match="diễn tập") as failure:
        build(channel, ConnectionGate(channel)).check()

    assert failure.value.nothing_done


@pytest.mark.sqlite
def test_it_ends_by_itself_and_catches_up(channel):
    drill = begin_drill(channel, minutes=10)
    follow_patiently(drill)
    let_it_end(drill)

    follow_patiently(drill, times=2)

    assert drill.ended_at is not None
    assert (drill.passed, breaker.refusal(channel)) == (True, None)


def test_a_drill_that_does_not_catch_up_fails(channel, platform):
    drill = begin_drill(channel, minutes=10)
    platform.turn("dark", "closed")
    let_it_end(drill)
    Drill.objects.update(until=timezone.now() - timedelta(hours=3))

    follow_patiently(drill, times=1)

    assert (drill.ended_at is not None, drill.passed) == (True, False)


def test_stopped_by_staff_the_service_is_back(channel):
    drill = begin_drill(channel, minutes=10)

    stop_drill(drill)

    channel.refresh_from_db()
    assert not channel.drilling


def test_other_channels_are_called_meanwhile(channel, platform):
    other = builders.connection("south", api_address=channel.api_address)
    begin_drill(channel, minutes=10)

    build(other).check()

    assert asked(platform) == 1


@pytest.mark.django_db(transaction=True)
def test_begun_at_once_by_many_it_is_one():
    channel = builders.connection("north")

    results = all_at_once([lambda: begin_drill(channel, minutes=5)] * 3)

    assert sum(isinstance(result, Drill) for result in results) == 1
    assert Drill.objects.count() == 1


@pytest.mark.parametrize("minutes", [0, 241])
def test_how_long_it_takes_has_limits(channel, minutes):
    with pytest.raises(ValidationError, match="1"):
        begin_drill(channel, minutes=minutes)


@pytest.mark.sqlite
def test_a_rehearsed_order_leaves_nothing_behind():
    mug = builders.variant("mug", stock=3)

    took = rehearse_order()

    assert took is not None
    assert (Order.objects.count(), Message.objects.count()) == (0, 0)
    assert mug.stock.get().reserved == 0


def test_a_shop_that_cannot_sell_does_not_pass(channel, monkeypatch):
    builders.variant("mug", stock=3)
    monkeypatch.setattr("storefront.drills.rehearsing.place", breaks)
    drill = begin_drill(channel, minutes=10)

    follow_patiently(drill, times=1)

    assert drill.order_failed == "RuntimeError: no orders today"


def breaks(variant_id: int) -> None:
    raise RuntimeError("no orders today")


def test_the_button_begins_it(channel):
    client = Client()
    client.force_login(ann())

    client.post(f"/admin/drills/of/{channel.pk}/", {"minutes": 10})

    assert Drill.objects.get().connection == channel


def test_who_may_not_run_drills_does_not(channel):
    client = Client()
    client.force_login(bob("connections.change_connection"))

    assert client.post(f"/admin/drills/of/{channel.pk}/").status_code == 403


def test_the_scores_are_listed(channel):
    begin_drill(channel, minutes=10)
    client = Client()
    client.force_login(ann())

    page = client.get("/admin/drills/drill/").content.decode()

    assert str(channel) in page


def test_the_command_takes_all_that_a_platform_has(channel, monkeypatch):
    monkeypatch.setattr(drill_command, "follow", end)
    builders.connection("south")
    builders.connection("east", state=Connection.State.CLOSED)

    call_command("drill", "demo", stdout=(told := StringIO()))

    accounts = Drill.objects.values_list("connection__account", flat=True)
    assert sorted(accounts) == ["north", "south"]
    assert told.getvalue().count("looks gone for 10 minutes") == 2
    assert told.getvalue().count("not passed.") == 2


def end(drill: Drill) -> None:
    """Without the ten minutes."""
    drill.ended_at = timezone.now()
    drill.save()


def test_the_command_leaves_out_what_stands_still_anyway(channel, monkeypatch):
    monkeypatch.setattr(drill_command, "follow", end)
    builders.connection("south", paused_at=timezone.now())

    call_command("drill", "demo", stderr=(told := StringIO()))

    assert Drill.objects.get().connection == channel
    assert told.getvalue().startswith("Demo Shop · south: ")


def test_the_command_says_what_it_does_not_know(channel):
    with pytest.raises(CommandError, match="called facebook"):
        call_command("drill", "facebook")
