from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone, translation
from pytest_django import Settings

from storefront.connections import services
from storefront.connections.gate import ConnectionGate
from storefront.connections.models import Connection
from storefront.connections.standstill import local, standstill
from storefront.contract.errors import NotNow
from storefront.contract.http import Call
from tests.connections.post_office import PostOffice, box


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def reason(row: Connection) -> str:
    found = standstill(row)
    return str(found) if found else ""


def test_nothing_stops_an_open_connection(db):
    assert reason(box()) == ""


def test_a_pause_says_its_reason_until_it_is_over(db):
    row = box()
    services.pause(row, reason="stocktaking", until=timezone.now() + timedelta(hours=1))
    assert reason(row) == "Paused: stocktaking"

    Connection.objects.update(paused_until=timezone.now())
    row.refresh_from_db()

    assert (row.paused, reason(row)) == (False, "")


def test_resuming_ends_a_pause_and_may_be_said_twice(db):
    row = box()
    services.pause(row, reason="stocktaking", until=None)

    services.resume(row)
    services.resume(row)

    assert (row.paused, row.pause_reason) == (False, "")


@pytest.mark.parametrize("hours", [None, 5])
def test_a_short_pause_does_not_end_a_longer_one(db, hours: int | None):
    row = box()
    until = timezone.now() + timedelta(hours=hours) if hours else None
    services.pause(row, reason="stocktaking", until=until)

    soon = timezone.now() + timedelta(seconds=5)
    services.pause(row, reason="no answer", until=soon)

    assert (row.paused_until, row.pause_reason) == (until, "stocktaking")


def test_a_pause_that_is_over_makes_room_for_the_next(db):
    row = box()
    services.pause(row, reason="then", until=timezone.now() - timedelta(seconds=5))

    services.pause(row, reason="now", until=timezone.now() + timedelta(seconds=5))

    assert (row.paused, row.pause_reason) == (True, "now")


def test_dead_credentials_stop_it_and_say_what_the_platform_said(db):
    row = box()
    services.stop_for_staff(row, reason="token expired")

    assert reason(row) == "The credentials no longer work: token expired"


def test_a_closed_one_is_closed(db):
    row = box()
    services.close(row)

    assert reason(row) == "The connection is closed."


def test_one_without_its_plugin_says_so(db):
    assert reason(box(service="post.card")) == "The plugin is not there."


@pytest.mark.parametrize("site", ["http://localhost:8000", "http://192.168.1.5"])
def test_a_shop_nobody_can_reach_sends_nothing_to_the_real_platform(
    db, settings: Settings, site: str
):
    settings.SITE_URL = site
    gate = ConnectionGate(box(api_address=""))

    with pytest.raises(NotNow, match="SITE_URL") as refused:
        gate.enter(Call("letters"))

    assert refused.value.nothing_done


def test_but_the_credentials_may_be_checked(db, settings: Settings):
    settings.SITE_URL = "http://localhost:8000"

    services.check_connection(box(api_address=""))

    assert PostOffice.asked == [("https://post.example.com", False)]


def test_the_real_host_under_another_path_is_the_real_host(db, settings: Settings):
    settings.SITE_URL = "http://localhost:8000"

    assert "SITE_URL" in reason(box(api_address="https://post.example.com/v2"))


def test_a_public_shop_sends(db, settings: Settings):
    settings.SITE_URL = "https://kieng.example.com"

    assert reason(box(api_address="")) == ""


def test_a_platform_that_is_local_itself_may_be_sent_to(
    db, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    settings.SITE_URL = "http://localhost:8000"
    monkeypatch.setattr(PostOffice, "address", "http://127.0.0.1:8001")

    assert reason(box(api_address="")) == ""


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("http://localhost:8000", True),
        ("http://shop", True),
        ("http://shop.localhost", True),
        ("http://shop.test.", True),
        ("http://127.0.0.1", True),
        ("http://10.1.2.3:80", True),
        ("http://[::1]:8000", True),
        ("http://169.254.1.1", True),
        ("", True),
        ("https://kieng.vn", False),
        ("https://8.8.8.8", False),
        ("https://localhost.kieng.vn", False),
    ],
)
def test_knows_which_addresses_only_we_can_reach(address: str, answer: bool):
    assert local(address) is answer
