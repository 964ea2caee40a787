"""Hear what happened on channels; insert rows, and do nothing else."""

from collections.abc import Sequence

from django.dispatch import receiver

from storefront.channels.signals import orders_wanted
from storefront.connections.models import Connection
from storefront.connections.sealing import Resealed, seal_column_anew
from storefront.connections.signals import events_arrived, keys_rotated
from storefront.contract.webhooks import Event, Topic
from storefront.intake import tasks
from storefront.intake.importing import want_look
from storefront.intake.models import ImportedOrder


@receiver(events_arrived)
def look_at_what_is_told(
    connection: Connection, events: Sequence[Event], **_options: object
) -> None:
    """An event only means: look at this again."""
    about = {event.external_id for event in events if event.topic is Topic.ORDER}
    want_look(connection, sorted(about - {""}))
    if about:
        tasks.wake_look(connection.pk)
    if any(event.topic is Topic.RETURN for event in events):
        tasks.wake_returns(connection.pk)
    if any(event.topic is Topic.ACCESS for event in events):
        tasks.wake_check(connection.pk)


@receiver(orders_wanted)
def read_now(connection_id: int, **_options: object) -> None:
    tasks.wake_reading(connection_id)


@receiver(keys_rotated)
def seal_anew(**_options: object) -> tuple[str, Resealed]:
    orders = ImportedOrder.objects.all()
    return "orders of channels", seal_column_anew(orders, "sealed")
