"""What staff change about how carefully a connection is told things."""

from collections.abc import Mapping

from django.db import transaction

from storefront.catalog.models import Variant
from storefront.channels import jumps, tasks
from storefront.channels.buffers import Rule
from storefront.channels.caution import Buffer, Caution
from storefront.connections.models import Connection
from storefront.connections.services import bump_rules


@transaction.atomic
def set_caution(
    connection: Connection,
    *,
    price_jump: int,
    buffer_units: int,
    buffer_percent: int,
    learns: bool = False,
) -> None:
    Caution.objects.update_or_create(
        connection=connection,
        defaults={
            "price_jump": price_jump,
            "buffer_units": buffer_units,
            "buffer_percent": buffer_percent,
            "learns": learns,
        },
    )
    bump_rules(connection)
    tasks.learn_buffers.enqueue(key=str(connection.pk), connection_id=connection.pk)


@transaction.atomic
def set_buffer(connection: Connection, *, variant: Variant, rule: Rule) -> None:
    Buffer.objects.update_or_create(
        connection=connection, variant=variant, defaults=rule._asdict()
    )
    bump_rules(connection)


@transaction.atomic
def drop_buffer(connection: Connection, *, variant_id: int) -> None:
    """What holds for all holds for this one again."""
    Buffer.objects.filter(connection=connection, variant=variant_id).delete()
    bump_rules(connection)


def approve_prices(connection: Connection, *, seen: Mapping[int, int]) -> int:
    """Let out prices that staff have before their eyes, by offer; return how many."""
    approved = jumps.approve(connection, seen)
    tasks.wake_pushers()
    return approved
