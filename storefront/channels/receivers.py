"""Hear the lower apps: write down what changed, inside their transaction."""

from collections.abc import Sequence

from django.db import transaction
from django.dispatch import receiver

from storefront.catalog.models import Category
from storefront.catalog.signals import prices_changed, products_changed
from storefront.channels import reviewing, services, tasks
from storefront.channels.models import Change
from storefront.channels.signals import category_placed
from storefront.connections.models import Connection
from storefront.connections.signals import connection_opened, events_arrived
from storefront.contract.data import Part
from storefront.contract.webhooks import Event, Topic
from storefront.inventory.signals import stock_changed


@receiver(products_changed)
def note_products(product_ids: Sequence[int], **kwargs: object) -> None:
    note([Change(product_id=pk, part=Part.CONTENT) for pk in product_ids])


@receiver(prices_changed)
def note_prices(variant_ids: Sequence[int], **kwargs: object) -> None:
    note([Change(variant_id=pk, part=Part.PRICE) for pk in variant_ids])


@receiver(stock_changed)
def note_stock(variant_ids: Sequence[int], **kwargs: object) -> None:
    note([Change(variant_id=pk, part=Part.STOCK) for pk in variant_ids])


@receiver(connection_opened)
def look_before_creating(connection: Connection, **kwargs: object) -> None:
    services.close_gate(connection)


@receiver(events_arrived)
def ask_how_it_stands(
    connection: Connection, events: Sequence[Event], **kwargs: object
) -> None:
    about = {event.external_id for event in events if event.topic is Topic.LISTING}
    if reviewing.ask_again(connection, about - {""}):
        tasks.wake_reviewer(connection.pk)


@receiver(category_placed)
def want_category_anew(
    connection: Connection, category: Category, **kwargs: object
) -> None:
    """Now, and once more when what is asked for there has been read."""
    tasks.want_category.enqueue(
        key=f"{connection.pk}:{category.pk}",
        connection_id=connection.pk,
        category_id=category.pk,
    )
    tasks.read_tree.enqueue(key=str(connection.pk), connection_id=connection.pk)


def note(changes: list[Change]) -> None:
    Change.objects.bulk_create(changes)
    transaction.on_commit(tasks.wake_planner, robust=True)
