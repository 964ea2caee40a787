from collections.abc import Iterable

from django.db import transaction

from storefront.channels import planner, readback, sync_runs, tasks
from storefront.channels.models import Listing, Part, ReadBack, SyncRun
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
