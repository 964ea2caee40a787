"""Understand what a platform told us, and pass on what is news. For jobs."""

import json
from base64 import b64decode, b64encode
from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from storefront.connections.models import Connection, Delivery, WebhookEvent
from storefront.connections.plugins import build
from storefront.connections.sealing import unseal
from storefront.connections.signals import events_arrived
from storefront.contract import webhooks
from storefront.contract.roles import ReceivesWebhooks


def handle(row: Delivery) -> None:
    """Pass on what it tells for the first time. Again changes nothing."""
    try:
        events = events_in(row)
    except ValueError as error:
        note_unreadable(row, reason=str(error))
    else:
        pass_on(row, events)


def events_in(row: Delivery) -> list[webhooks.Event]:
    """Raises ValueError when the plugin can make no sense of it."""
    built = build(row.connection)
    return built.read(unpacked(row)) if isinstance(built, ReceivesWebhooks) else []


@transaction.atomic
def pass_on(row: Delivery, events: list[webhooks.Event]) -> None:
    """The identity of an event is its row: of two tellings at once one waits here."""
    for event in sorted(events, key=identity):
        connection = account_of(row, event)
        if note(row, event, connection) and connection:
            events_arrived.send(Delivery, connection=connection, events=[event])
    row.state, row.problem = Delivery.State.HANDLED, ""
    row.handled_at = timezone.now()
    row.save(update_fields=["state", "problem", "handled_at"])


def identity(event: webhooks.Event) -> tuple[str, str, str]:
    return event.account, event.kind, event.event_id


def account_of(row: Delivery, event: webhooks.Event) -> Connection | None:
    accounts = Connection.objects.open().filter(service=row.service)
    return accounts.filter(account=event.account).first()


def note(row: Delivery, event: webhooks.Event, connection: Connection | None) -> bool:
    """Write the event down; say whether it is to be passed on.

    One of an account that nobody had connected is passed on when it is told again.
    """
    known, created = WebhookEvent.objects.get_or_create(
        **key_of(row, event),
        defaults={"external_id": event.external_id[:100], "delivery": row},
    )
    same = WebhookEvent.objects.filter(pk=known.pk)
    if not created:
        same.update(times=F("times") + 1)
    if connection is None:
        return False
    first = same.filter(passed_on_at=None)
    return bool(first.update(passed_on_at=timezone.now(), connection=connection))


def key_of(row: Delivery, event: webhooks.Event) -> dict[str, str]:
    return {
        "service": row.service,
        "account": event.account[:100],
        "kind": event.kind[:60],
        "event_id": event.event_id[:200],
    }


@transaction.atomic
def make_news(row: Delivery) -> None:
    """Let what it tells be passed on once more, known or not."""
    for event in events_in(row):
        known = WebhookEvent.objects.filter(**key_of(row, event))
        known.update(passed_on_at=None)
    Delivery.objects.filter(pk=row.pk).update(state=Delivery.State.WAITING)


def note_unreadable(row: Delivery, *, reason: str) -> None:
    row.state, row.problem = Delivery.State.UNREADABLE, reason[:300]
    row.handled_at = timezone.now()
    row.save(update_fields=["state", "problem", "handled_at"])


def packed(delivery: webhooks.Delivery) -> str:
    return json.dumps(
        asdict(delivery) | {"body": b64encode(delivery.body).decode()},
        ensure_ascii=False,
    )


def unpacked(row: Delivery) -> webhooks.Delivery:
    facts = json.loads(unseal(row.sealed))
    return webhooks.Delivery(**facts | {"body": b64decode(facts["body"])})


def door_address(connection: Connection) -> str:
    return settings.SITE_URL + reverse("webhook_door", args=[connection.service])
