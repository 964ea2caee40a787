"""The door at which platforms knock: believed, written down, answered, then read."""

import json

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from plugins.demo.fake import hooks
from storefront.connections import deliveries, door, receiving, services
from storefront.connections.credentials import Credentials
from storefront.connections.models import Connection, Delivery, WebhookEvent
from storefront.connections.signals import events_arrived
from storefront.connections.tasks import forget_old_deliveries, handle_delivery
from storefront.jobs.models import Job
from tests import builders
from tests.builders import heard
from tests.crowd import all_at_once

DOOR = "/hooks/demo.shop/"


@pytest.fixture
def channel(db) -> Connection:
    return shop("north")


def shop(name: str, **fields: object) -> Connection:
    facts = {"shop": name, "token": f"{name}-token", "secret": "demo-secret"}
    return builders.connection(name, credentials=Credentials(facts | fields))


def body(**event: object) -> bytes:
    facts = {"id": "e1", "shop": "north", "what": "order", "order": 17}
    return json.dumps({"events": [facts | event]}).encode()


def post(content: bytes, *, signature: str | None = None, to: str = DOOR) -> int:
    signed = hooks.sign(content) if signature is None else signature
    headers = {"X-Demo-Signature": signed}
    client = Client(enforce_csrf_checks=True, headers=headers)
    return client.post(to, data=content, content_type="application/json").status_code


def handle_all() -> None:
    for job in Job.objects.filter(kind="connections.handle_delivery"):
        job.delete()
        handle_delivery(**job.args)


@pytest.mark.sqlite
def test_writes_down_what_it_believes_with_the_job_that_reads_it(channel):
    status = post(body())

    row = Delivery.objects.get()
    assert (status, row.connection, row.state) == (200, channel, "waiting")
    assert Job.objects.get(kind="connections.handle_delivery").args == {
        "delivery_id": row.pk
    }


def test_writes_neither_when_it_cannot_write_both(channel, monkeypatch):
    def fail(row: Delivery) -> None:
        raise RuntimeError

    monkeypatch.setattr(receiving, "enqueue", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        post(body())

    assert not Delivery.objects.exists()


@pytest.mark.parametrize("signature", ["", "0" * 64, "é", hooks.sign(b"other")])
def test_believes_nothing_that_is_signed_otherwise(channel, signature):
    assert post(body(), signature=signature) == 401
    assert not Delivery.objects.exists()


def test_a_changed_byte_breaks_the_signature(channel):
    signature = hooks.sign(body())

    assert post(body() + b" ", signature=signature) == 401


def test_an_account_without_a_secret_believes_nothing(db):
    shop("north", secret="")

    assert post(body(), signature=hooks.sign(body())) == 401


def test_a_closed_account_believes_nothing(channel):
    services.close(channel)

    assert post(body()) == 401


def test_there_is_no_door_for_what_receives_nothing(db):
    assert post(body(), to="/hooks/facebook.shop/") == 404
    assert post(body(), to="/hooks/nobody/") == 404


def test_takes_no_more_than_fits(channel):
    assert post(b"x" * (door.LARGEST + 1)) == 413


def test_a_question_is_answered_only_where_the_plugin_has_an_answer(
    channel, monkeypatch
):
    asked = Client().get(DOOR, {"challenge": "42"}).status_code
    plugin = type(next(iter(receiving.receivers_of("demo.shop")))[1])
    monkeypatch.setattr(plugin, "challenge", lambda _, d: d.query.get("challenge"))

    answer = Client().get(DOOR, {"challenge": "42"})

    assert (asked, answer.content, answer["Content-Type"]) == (
        401,
        b"42",
        "text/plain",
    )


@pytest.fixture
def long_minute(monkeypatch, settings):
    """One forgery is allowed, and the minute lasts as long as the test."""
    settings.FORGERIES_PER_MINUTE = 1
    monkeypatch.setattr(door, "refusals_key", lambda *named: " ".join(named))


def test_who_forged_too_many_is_not_heard_for_the_rest_of_a_minute(
    channel, long_minute
):
    assert post(body(), signature="forged") == 401

    assert post(body()) == 429
    assert not Delivery.objects.exists()


def test_says_when_to_come_again(channel, settings):
    settings.FORGERIES_PER_MINUTE = 0

    assert Client().post(DOOR)["Retry-After"] == "60"


def test_any_number_that_is_signed_is_heard(channel, long_minute):
    assert [post(body(id=str(number))) for number in range(3)] == [200, 200, 200]


def test_counts_the_forgeries_of_each_sender_by_itself(long_minute):
    door.refuse("demo.shop", "192.0.2.8")

    assert door.refused("demo.shop", "192.0.2.8") == 1
    assert door.refused("demo.shop", "192.0.2.9") == 0


def test_what_it_keeps_is_sealed(channel):
    post(body(id="a-telling-word"))

    row = Delivery.objects.get()
    assert "telling" not in row.sealed
    assert deliveries.unpacked(row).body == body(id="a-telling-word")


def test_passes_an_event_on_to_the_account_it_names(channel):
    south = shop("south")
    post(body(shop="south"))

    with heard(events_arrived) as calls:
        handle_all()

    assert [call["connection"] for call in calls] == [south]
    assert calls[0]["events"][0].external_id == "17"


def test_passes_it_on_once_however_often_it_is_told(channel):
    for _ in range(5):
        post(body())

    with heard(events_arrived) as calls:
        handle_all()

    assert (len(calls), WebhookEvent.objects.get().times) == (1, 5)


def test_two_workers_pass_it_on_once(transactional_db):
    shop("north")
    for _ in range(2):
        post(body())
    first, second = Delivery.objects.values_list("pk", flat=True)

    with heard(events_arrived) as calls:
        results = all_at_once(
            [lambda: handle_delivery(first), lambda: handle_delivery(second)]
        )

    assert (results, len(calls)) == ([None, None], 1)


def test_one_event_of_two_kinds_or_accounts_is_two(channel):
    shop("south")
    for event in [{}, {"what": "stock"}, {"shop": "south"}]:
        post(body(**event))

    with heard(events_arrived) as calls:
        handle_all()

    assert len(calls) == 3


def test_keeps_what_is_told_of_an_account_that_nobody_connected(channel):
    post(body(shop="east"))
    with heard(events_arrived) as calls:
        handle_all()

    event = WebhookEvent.objects.get()
    assert (calls, event.account, event.connection) == ([], "east", None)


def test_passes_it_on_when_told_again_after_the_account_was_connected(channel):
    post(body(shop="east"))
    handle_all()
    east = shop("east")
    post(body(shop="east"))

    with heard(events_arrived) as calls:
        handle_all()

    assert [call["connection"] for call in calls] == [east]


def test_says_of_what_it_cannot_read_why(channel):
    post(b'{"nothing": true}')

    handle_all()

    row = Delivery.objects.get()
    assert (row.state, row.problem) == ("unreadable", "no events in it: 'events'")


def test_a_worker_that_dies_before_it_passed_on_leaves_all_to_the_next(
    channel, monkeypatch
):
    post(body())
    monkeypatch.setattr(events_arrived, "send", die)
    with pytest.raises(KeyError):
        deliveries.handle(Delivery.objects.get())
    monkeypatch.undo()

    with heard(events_arrived) as calls:
        handle_all()

    assert len(calls) == 1


def die(*_args: object, **_told: object) -> None:
    raise KeyError


def test_staff_can_have_it_read_again(channel):
    post(body())
    handle_all()
    receiving.handle_again(Delivery.objects.get())

    with heard(events_arrived) as calls:
        handle_all()

    assert len(calls) == 1


def test_forgets_what_was_said_and_keeps_that_it_was(channel, settings):
    post(body())
    handle_all()
    old = timezone.now() - timezone.timedelta(days=settings.DELIVERY_DAYS + 1)
    Delivery.objects.update(received_at=old)

    forget_old_deliveries()

    assert (Delivery.objects.count(), WebhookEvent.objects.count()) == (0, 1)
