"""Read which warehouses a platform has, and keep them for staff to choose from."""

import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from storefront.channels.models import RemoteWarehouse, WarehouseChoice
from storefront.channels.reading import short
from storefront.connections.models import Connection
from storefront.connections.plugins import build, service
from storefront.connections.reaching import reaching
from storefront.connections.services import bump_rules
from storefront.contract.data import Warehouse
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.roles import HasWarehouses

logger = logging.getLogger(__name__)

EVERY = timedelta(days=1)
#: How soon to come again where nobody says when.
SOON = timedelta(seconds=1)


def due() -> Iterator[Connection]:
    """Connections whose warehouses nobody knows, or has asked for lately."""
    fresh = RemoteWarehouse.objects.filter(told_at__gt=timezone.now() - EVERY)
    for connection in Connection.objects.open().exclude(remote_warehouses__in=fresh):
        if issubclass(service(connection.service), HasWarehouses):
            yield connection


def read_warehouses(connection: Connection) -> timedelta | None:
    """Return how soon to come again, or None when they are read or must rest."""
    try:
        with reaching(connection):
            plugin = build(connection)
            assert isinstance(plugin, HasWarehouses)  # noqa: S101 -- asked of the class
            keep(connection, plugin.warehouses())
    except CredentialsDead:
        logger.warning("%s: credentials are dead", connection)
    except PlatformRefused as refusal:
        logger.warning("%s: does not tell its warehouses: %s", connection, refusal)
    except PlatformUnavailable as error:
        return error.retry_after or SOON
    return None


@transaction.atomic
def keep(connection: Connection, told: Sequence[Warehouse]) -> None:
    """What staff chose is looked at anew where something else follows from it."""
    Connection.objects.select_for_update().get(pk=connection.pk)
    rows = RemoteWarehouse.objects.filter(connection=connection)
    before = known(connection)
    rows.update(gone=True)  # the main one makes room for another
    RemoteWarehouse.objects.bulk_create(
        (row_of(connection, one) for one in told),
        update_conflicts=True,
        unique_fields=["connection", "external_id"],
        update_fields=["name", "main", "gone", "told_at"],
    )
    chosen = WarehouseChoice.objects.filter(connection=connection)
    if known(connection) != before and chosen.exists():
        bump_rules(connection)


def known(connection: Connection) -> set[tuple[str, bool]]:
    rows = RemoteWarehouse.objects.of(connection)
    return set(rows.values_list("external_id", "main"))


def row_of(connection: Connection, told: Warehouse) -> RemoteWarehouse:
    return RemoteWarehouse(
        connection=connection,
        external_id=told.external_id,
        name=short(told.name, 200),
        main=told.main,
        told_at=timezone.now(),
    )
