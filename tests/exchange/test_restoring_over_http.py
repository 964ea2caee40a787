"""A backup older than the last creates, on a platform that has them all.

The demo platform doubles what is created twice, and is asked over HTTP; what it holds
is counted in its own store.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from plugins.demo.plugin import DemoShop
from plugins.demo.sandbox import DemoSandbox
from storefront.channels import pusher, readback, sync_runs
from storefront.channels.models import Listing
from storefront.connections.models import Connection
from storefront.connections.services import connect
from storefront.contract.sandbox import running
from storefront.exchange import restore as restoring
from storefront.exchange.backup import make_backup, tables
from storefront.exchange.restore import clear, restore
from tests.builders import variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def sandbox(tmp_path, monkeypatch, settings) -> DemoSandbox:
    """It finds what is new at once, and as many calls may be made as it takes."""
    monkeypatch.setattr(DemoShop, "budgets", ())
    settings.ALLOW_API_ADDRESS = True
    made = DemoSandbox(tmp_path / "demo.sqlite3")
    made.turn("settling", 0)
    return made


@pytest.fixture
def demo(sandbox) -> Iterator[Connection]:
    with running(sandbox) as address:
        yield connect(
            service="demo.shop", credentials=dict(sandbox.seeded), api_address=address
        )


def send(account: Connection) -> None:
    """It has sold nothing, which is known for as long as this takes."""
    known = timezone.now() + timedelta(hours=1)
    Connection.objects.update(polled_through=known)
    account.refresh_from_db()
    sync_runs.plan_all(sync_runs.open_run(account))
    while (again := pusher.push(account)) is not None and not again:
        account.refresh_from_db()


def read(account: Connection) -> None:
    readback.read_on(readback.open_run(account))


def come_back(account: Connection, folder: Path, *, created: int) -> Connection:
    """Back up with one product there, create the others, lose all, come back."""
    variant("first", stock=1)
    read(account)
    send(account)
    make_backup(path=folder / "shop.zip")
    later(created)
    send(account)
    clear(tables())
    restore(path=folder / "shop.zip")
    later(created)  # the owner types them in again
    return Connection.objects.get()


def later(count: int) -> None:
    for number in range(count):
        variant(f"later-{number}", stock=1)


def test_what_was_created_after_the_backup_is_not_created_again(
    demo, sandbox, tmp_path
):
    account = come_back(demo, tmp_path, created=12)
    assert len(list(sandbox.items())) == 13

    send(account)
    read(account)
    send(account)

    assert (len(list(sandbox.items())), sandbox.doubles()) == (13, 0)
    assert Listing.objects.exclude(external_id="").count() == 13


def test_without_reading_first_all_would_be_doubled(
    demo, sandbox, tmp_path, monkeypatch
):
    monkeypatch.setattr(restoring, "close_gate", lambda account: None)
    account = come_back(demo, tmp_path, created=3)

    send(account)

    assert (len(list(sandbox.items())), sandbox.doubles()) == (7, 3)
