"""Read all that a platform holds, page by page, and find out what of it is ours."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from storefront.channels.adopting import adopt_own_skus
from storefront.channels.judging import judge, keep_verdicts, missing, note_missing
from storefront.channels.matching import match_everything
from storefront.channels.models import ReadBack, RemoteItem
from storefront.channels.quiet import last_night
from storefront.channels.reading import TOLD, rows_of
from storefront.channels.repairing import mend
from storefront.connections.models import Connection
from storefront.connections.plugins import build, service
from storefront.connections.reaching import reaching
from storefront.contract import data
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.roles import ReadsBack
from storefront.jobs.services import renew_lease

logger = logging.getLogger(__name__)

State = ReadBack.State

#: A platform that refuses to tell anything is asked again after this.
REFUSED_AGAIN = timedelta(minutes=5)
#: How soon to come again where nobody says when.
SOON = timedelta(seconds=1)


class NothingToRead(Exception):
    """The platform refuses to tell what it holds; the reason is on the read-back."""


def open_run(connection: Connection) -> ReadBack:
    run, _ = ReadBack.objects.get_or_create(connection=connection, ended_at=None)
    return run


@transaction.atomic
def begin_anew(connection: Connection, *, adopts: bool) -> ReadBack:
    """Trust nothing that was read before, and create nothing until all is read."""
    now = timezone.now()
    rows = ReadBack.objects.filter(connection=connection)
    rows.open().update(state=State.STOPPED, ended_at=now)
    return rows.create(connection=connection, holds_creates=True, adopts=adopts)


def due(connection: Connection) -> bool:
    """Was everything never read, or not since last night, although it would tell?"""
    if not reads_back(connection):
        return False
    runs = ReadBack.objects.filter(connection=connection)
    done = runs.filter(state=State.DONE)
    return (
        not done.exists()
        or not done.filter(started_at__gte=last_night(connection)).exists()
    )


def reads_back(connection: Connection) -> bool:
    return issubclass(service(connection.service), ReadsBack)


def read_for(run: ReadBack) -> timedelta | None:
    """Read on; return how soon to come again, or None when there is nothing to do."""
    try:
        with reaching(run.connection):
            read_on(run)
    except CredentialsDead:
        logger.warning("%s: credentials are dead", run.connection)
    except NothingToRead:
        return REFUSED_AGAIN
    except PlatformUnavailable as error:
        return error.retry_after or SOON
    return None


def read_on(run: ReadBack) -> None:
    """Go on to the end. Raises the errors of the contract; what was read stays."""
    while read_page(run):
        renew_lease()
    run.refresh_from_db()
    if run.state == State.MATCHING:
        finish(run)


def read_page(run: ReadBack) -> bool:
    """Ask for a page outside any transaction, and keep it with the next cursor."""
    run.refresh_from_db()
    if run.state != State.READING:
        return False
    plugin = build(run.connection)
    assert isinstance(plugin, ReadsBack)  # noqa: S101 -- opened for that role only
    asked_at = timezone.now()
    try:
        page = plugin.read_back(run.cursor)
    except PlatformRefused as refusal:
        start_over(run, refusal)
        return True
    return keep(run, page, asked_at=asked_at)


def start_over(run: ReadBack, refusal: PlatformRefused) -> None:
    """A cursor may be too old. Refused at the very start, there is nothing to read."""
    logger.info("%s: read-back starts over: %s", run.connection, refusal)
    row = ReadBack.objects.filter(pk=run.pk, state=State.READING, cursor=run.cursor)
    row.update(cursor="", items=0, trouble=str(refusal)[:300])
    if not run.cursor:
        raise NothingToRead(str(refusal)) from refusal


@transaction.atomic
def keep(
    run: ReadBack, page: data.Page[data.RemoteListing], *, asked_at: datetime
) -> bool:
    """Keep the page and judge it. False: another worker has read it, or the run was
    begun anew.
    """
    rows = rows_of(run, page.items)
    here = ReadBack.objects.filter(pk=run.pk, state=State.READING, cursor=run.cursor)
    state = State.READING if page.cursor else State.MATCHING
    moved = here.update(
        cursor=page.cursor,
        state=state,
        items=F("items") + len(rows),
        trouble="",
        begun_at=run.begun_at if run.cursor else asked_at,
    )
    if moved:
        # Parts before items, as the planner locks them.
        keep_verdicts(judge(run.connection, page.items, asked_at=asked_at))
        RemoteItem.objects.bulk_create(
            rows.values(),
            batch_size=500,
            update_conflicts=True,
            unique_fields=["connection", "external_id"],
            update_fields=TOLD,
        )
    return bool(moved)


def finish(run: ReadBack) -> None:
    """Killed half-way, it is simply done again."""
    unseen = RemoteItem.objects.filter(connection=run.connection)
    unseen.exclude(read_back=run).delete()
    if run.begun_at and not run.holds_creates:
        note_lost(run, since=run.begun_at)
    match_everything(run.connection)
    if run.adopts:
        adopt_own_skus(run.connection)
    mend(run.connection)
    done = ReadBack.objects.filter(pk=run.pk, state=State.MATCHING)
    done.update(state=State.DONE, ended_at=timezone.now())


@transaction.atomic
def note_lost(run: ReadBack, *, since: datetime) -> None:
    note_missing(missing(run, since=since))
