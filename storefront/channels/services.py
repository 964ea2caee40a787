from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from storefront.catalog.models import Product
from storefront.channels import adopting, planner, readback, repairing, sync_runs, tasks
from storefront.channels.models import Drift, Listing, Part, ReadBack, SyncRun
from storefront.connections import services as connections
from storefront.connections.models import Connection


def start_sync(connection: Connection) -> SyncRun:
    """Plan the whole connection anew. What is there already is not sent again."""
    run = sync_runs.open_run(connection)
    tasks.plan_all.enqueue(key=str(connection.pk), connection_id=connection.pk)
    return run


def cancel_sync(run: SyncRun) -> bool:
    return sync_runs.cancel(run)


@transaction.atomic
def try_again(listings: Iterable[Listing]) -> int:
    """Want what was refused once more, as it stands now; return how many parts."""
    refused = Part.objects.refused_as_they_stand().filter(listing__in=listings)
    raised = planner.raise_wanted(refused)
    transaction.on_commit(tasks.wake_pushers)
    return raised


def read_back(connection: Connection) -> ReadBack:
    """Read anew what is there. What is sent meanwhile is not held back."""
    run = readback.open_run(connection)
    tasks.read_back.enqueue(key=str(connection.pk), connection_id=connection.pk)
    return run


def look_now(connection: Connection) -> None:
    """Compare our rows with what was confirmed, and that with what is there."""
    tasks.compare.enqueue(key=str(connection.pk), connection_id=connection.pk)
    if readback.reads_back(connection):
        read_back(connection)


@transaction.atomic
def close_gate(connection: Connection) -> None:
    """Create nothing on it until what is there has been read, and trust nothing that
    is known of it: for a connection that is new or revived, and after a restore.

    What was listed before is sent anew; what bears our SKU there is adopted.
    """
    if not readback.reads_back(connection):
        return
    before = Listing.objects.filter(connection=connection).exists()
    readback.begin_anew(connection, adopts=before)
    if before:
        Part.objects.filter(connection=connection).update(confirmed_hash="")
        connections.bump_rules(connection)
    transaction.on_commit(tasks.wake_readers, robust=True)


def repair(drifts: QuerySet[Drift]) -> int:
    repaired = repairing.repair(drifts.filter(ended_at=None))
    tasks.wake_pushers()
    return repaired


def adopt_certain(connection: Connection) -> None:
    """Leave it to a worker: there may be thousands."""
    tasks.adopt_certain.enqueue(key=str(connection.pk), connection_id=connection.pk)


def adopt_chosen(
    connection: Connection, product_ids: Sequence[int]
) -> tuple[int, dict[Product, str]]:
    """Return how many were adopted, and why the others were not."""
    adopted, refused = adopting.adopt_all(connection, product_ids)
    tasks.wake_pushers()
    products = Product.objects.in_bulk(refused)
    return adopted, {products[pk]: reason for pk, reason in refused.items()}


class Decided(NamedTuple):
    done: int
    #: Those that cannot be listed as new.
    same_sku: int


def decide(
    connection: Connection, product_ids: Sequence[int], decision: str
) -> Decided:
    done = len(adopting.decide(connection, product_ids, decision))
    tasks.wake_pushers()
    return Decided(done, len(set(product_ids)) - done)
