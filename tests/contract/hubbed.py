"""The hub half of the matrix: the plugin at work in the engine.

What the engine believes of itself is never asked: the platform's store is, or what the
plugin reads back from it.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from storefront.catalog.models import Variant
from storefront.channels import attempts, claims, publishing, readback
from storefront.channels.attempts import RecordingGate
from storefront.channels.models import Part
from storefront.channels.services import start_sync
from storefront.connections.gate import ConnectionGate
from storefront.connections.models import Connection, Delivery
from storefront.connections.services import bump_rules, connect
from storefront.contract import webhooks
from storefront.contract.data import Creates
from storefront.contract.http import OpenGate
from storefront.contract.plugin import Service
from storefront.contract.roles import ImportsOrders, ReadsBack, ReceivesWebhooks
from storefront.contract.sandbox import Sandbox
from storefront.contract.testing import everything
from storefront.contract.testing.hooks import forgeries
from storefront.intake import reading
from storefront.jobs.models import Job
from tests import people
from tests.catalogue import fill
from tests.channels import engine
from tests.contract.faulted import Faulted, Spoiled, first_write, spoiled
from tests.faults import _faults as faults
from tests.faults._proxy import nothing

PRICE, PASSING = 100_000, 130_000

#: More than any plugin says that its platform needs to show what it took.
LONG = 3600


class Killed(BaseException):
    """The process ends here: nothing that would tidy up runs."""


@dataclass
class Hub:
    service: type[Service]
    connection: Connection
    platform: Spoiled

    @property
    def sandbox(self) -> Sandbox:
        return self.platform.sandbox

    def sync(self) -> None:
        self.read_orders()
        engine.sync(self.connection)
        self.work_off()

    def work_off(self) -> None:
        """Turn by turn, and time passes between them, until nothing waits."""
        for _ in range(20):
            if not Part.objects.waiting().exists():
                return
            engine.let_time_pass(LONG)
            self.turn()
        raise AssertionError("something waits for ever")

    def turn(self) -> None:
        self.read_orders()
        engine.turn(self.connection)

    def read_orders(self) -> None:
        """What it sells by itself is known before our stock goes there."""
        self.connection.refresh_from_db()
        if issubclass(self.service, ImportsOrders):
            reading.read_orders(self.connection)

    def set_price(self, amount: int) -> None:
        engine.set_price(Variant.objects.get(), amount)

    def prices(self) -> list[int]:
        """As the platform has them."""
        credentials = self.connection.credentials
        address = self.platform.proxy.address
        service = self.service(credentials, gate=OpenGate(), address=address)
        return [o.price.amount for row in everything(service) for o in row.offers]


class Hubbed(Faulted):
    def furnish(self, connection: Connection) -> None:
        """Add what this platform asks for beside any product."""

    @pytest.fixture
    def hub(self, db: None, tmp_path: Path, monkeypatch) -> Iterator[Hub]:
        """Without a budget, for which a test would have to wait."""
        monkeypatch.setattr(self.service, "budgets", ())
        fill(1)
        Variant.objects.update(price=PRICE)
        with spoiled(self.sandbox, tmp_path) as platform:
            connection = connected(self.service, platform)
            self.furnish(connection)
            if issubclass(self.service, ReadsBack):
                readback.read_on(readback.open_run(connection))
            yield Hub(self.service, connection, platform)

    def test_syncing_twice_makes_one(self, hub: Hub):
        hub.sync()
        bump_rules(hub.connection)
        hub.sync()

        assert hub.sandbox.count() == 1

    def test_a_death_between_sending_and_hearing_makes_no_double(self, hub: Hub):
        die_after_the_create(hub)
        hub.sync()

        assert hub.sandbox.count() == 1

    def test_without_looking_first_it_would(self, hub: Hub, monkeypatch):
        if self.service.creates is not Creates.BLINDLY:
            return  # it repeats the create under its key, which makes no double
        die_after_the_create(hub)
        monkeypatch.setattr(publishing, "look_up", lambda _c, _s, these: list(these))
        hub.sync()

        assert hub.sandbox.count() == 2

    def test_a_b_a_while_in_flight_ends_at_a(self, hub: Hub):
        hub.sync()
        there_and_back(self, hub)

        assert hub.prices() == [PRICE]

    def test_a_b_a_with_the_naive_skip_ends_at_b(self, hub: Hub, monkeypatch):
        hub.sync()
        monkeypatch.setattr(attempts, "released", lambda *, certain: {"attempt": None})
        there_and_back(self, hub)

        assert hub.prices() == [PASSING]

    def test_no_secret_is_in_a_log_a_page_or_a_job(self, hub: Hub, client, caplog):
        caplog.set_level(logging.DEBUG)
        hub.platform.proxy.choose = first_write(self, faults.broken(500, reaches=False))
        hub.sync()
        start_sync(hub.connection)
        shown = [*pages(client, hub), caplog.text, *arguments()]

        assert all(escape(hub.connection) in page for page in shown[:2])
        for secret in self.secret_values():
            assert [text for text in shown if secret in text] == []

    def test_the_door_believes_only_what_is_signed(self, hub: Hub, client: Client):
        if not issubclass(self.service, ReceivesWebhooks):
            return
        genuine = self.sandbox.delivery()
        forged = [knock(client, hub, one) for one in forgeries(genuine)]
        assert (set(forged), Delivery.objects.count()) == ({401}, 0)
        assert (knock(client, hub, genuine), Delivery.objects.count()) == (200, 1)


def connected(service: type[Service], platform: Spoiled) -> Connection:
    asked = service.credentials_form.base_fields
    seeded = platform.sandbox.seeded
    return connect(
        service=service.slug,
        credentials={name: seeded[name] for name in asked if name in seeded},
        api_address=platform.proxy.address,
    )


def die_after_the_create(hub: Hub) -> None:
    """The platform has taken it and answered, and nobody was left to hear it."""

    def die(gate: ConnectionGate, ticket: str, *answer: object) -> None:
        if isinstance(gate, RecordingGate) and gate.last:
            raise Killed

    with (
        patch.object(ConnectionGate, "answered", die),
        patch.object(claims, "give_back", lambda claim: None),
        pytest.raises(Killed),
    ):
        hub.sync()
    assert len(hub.prices()) == 1
    engine.let_time_pass(LONG)


def there_and_back(kit: Faulted, hub: Hub) -> None:
    """A price goes out, its answer is lost, and it is what it was before."""
    hub.platform.proxy.choose = first_write(kit, faults.reset(reaches=True))
    hub.set_price(PASSING)
    hub.turn()
    hub.platform.proxy.choose = nothing
    assert hub.prices() == [PASSING]
    hub.set_price(PRICE)
    hub.turn()
    hub.work_off()


def pages(client: Client, hub: Hub) -> Iterator[str]:
    """Where staff see a connection, its calls and its health, without the guide beside
    each field, which may give an example.
    """
    client.force_login(people.ann())
    change = "admin:connections_connection_change"
    lists = ("connections_connection", "health_connectionhealth", "channels_attempt")
    addresses = [reverse(f"admin:{name}_changelist") for name in lists]
    guide = [f.help_text for f in hub.service.credentials_form.base_fields.values()]
    for address in (reverse(change, args=[hub.connection.pk]), *addresses):
        answer = client.get(address)
        assert answer.status_code == 200
        text = answer.content.decode()
        for told in map(str, guide):
            text = text.replace(told, "")
        yield text


def arguments() -> list[str]:
    """Of all jobs that were queued."""
    jobs = list(Job.objects.values_list("kind", "key", "args", "last_error"))
    assert jobs
    return [json.dumps(job) for job in jobs]


def knock(client: Client, hub: Hub, delivery: webhooks.Delivery) -> int:
    names = dict(delivery.headers)
    kind = names.pop("content-type", "application/json")
    door = reverse("webhook_door", args=[hub.service.slug])
    answer = client.post(door, data=delivery.body, content_type=kind, headers=names)
    return answer.status_code
