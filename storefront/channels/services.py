from collections.abc import Iterable

from django.db import transaction

from storefront.channels import planner, sync_runs, tasks
from storefront.channels.models import Listing, Part, SyncRun
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
