"""A pass over the whole of a connection: plan everything, then follow it out."""

from django.db import transaction
from django.utils import timezone

from storefront.channels.models import Listing, Part, SyncRun
from storefront.channels.planner import plan_changes, plan_onwards
from storefront.connections.models import Connection


def open_run(connection: Connection) -> SyncRun:
    """Return the connection's one open run. One that was only sending plans anew."""
    run, _ = SyncRun.objects.get_or_create(connection=connection, ended_at=None)
    sending = SyncRun.objects.filter(pk=run.pk, state=SyncRun.State.SENDING)
    if sending.update(state=SyncRun.State.PLANNING, cursor=0, total=0):
        run.refresh_from_db()
    return run


def plan_all(run: SyncRun) -> None:
    """Plan chunk by chunk; a killed run goes on behind the last chunk committed."""
    while plan_next(run):
        # Sales and edits that came in meanwhile do not wait for the end of the pass.
        plan_changes()


@transaction.atomic
def plan_next(run: SyncRun) -> bool:
    run = SyncRun.objects.select_for_update().get(pk=run.pk)
    if run.state != SyncRun.State.PLANNING:
        return False
    connection = Connection.objects.get(pk=run.connection_id)
    ids = plan_onwards(connection, after=run.cursor)
    if ids:
        run.cursor = ids[-1]
        run.total += Listing.objects.filter(
            connection=connection, product__in=ids
        ).count()
    else:
        run.state = SyncRun.State.SENDING
    run.save(update_fields=["cursor", "total", "state"])
    return bool(ids)


def follow(connection: Connection) -> None:
    """Count what is left of the open run, and end it when nothing is."""
    run = SyncRun.objects.filter(connection=connection, ended_at=None).first()
    if run is None:
        return
    waiting = Part.objects.waiting().filter(connection=connection)
    left = waiting.values("listing").distinct().count()
    SyncRun.objects.filter(pk=run.pk).update(left=left)
    if left == 0:
        SyncRun.objects.filter(pk=run.pk, state=SyncRun.State.SENDING).update(
            state=SyncRun.State.DONE, ended_at=timezone.now()
        )


def cancel(run: SyncRun) -> bool:
    """Stop planning. What is wanted already stays wanted: pause the connection to
    stop the sending.
    """
    ended = SyncRun.objects.filter(pk=run.pk, ended_at=None).update(
        state=SyncRun.State.CANCELLED, ended_at=timezone.now()
    )
    return bool(ended)
