"""Who runs which job: a claim is a lease, and a lease can be taken back."""

import random
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Count
from django.utils import timezone

from storefront.contract import clock
from storefront.jobs.kinds import RECURRING, kinds
from storefront.jobs.models import Job, JobQuerySet, Queue

FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=5), timedelta(minutes=10)


def claim(*, queue: str, owner: str, group_limit: int) -> Job | None:
    """Lease the longest due job, its attempt counted and committed, if one may run.

    A row that an enqueuing transaction holds is passed over until that commits.
    """
    if not any_due(queue):
        return None
    if not claimable(queue, owner, group_limit).exists():
        return None
    with transaction.atomic():
        lock_queue(queue)
        job = (
            claimable(queue, owner, group_limit)
            .select_for_update(skip_locked=True)
            .order_by("run_at", "id")
            .first()
        )
        return lease(job, owner) if job else None


def any_due(queue: str) -> bool:
    """Is there one, of whatever kind?

    Each worker asks five times a second, and Django needs longer to write such a query
    than the database to answer it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM jobs_job"
            " WHERE queue = %s AND state IN ('waiting', 'failed') AND run_at <= %s"
            " LIMIT 1",
            [queue, connection.ops.adapt_datetimefield_value(clock.now())],
        )
        return cursor.fetchone() is not None


def due(queue: str) -> JobQuerySet:
    """A kind unknown here is left: a newer worker elsewhere may know it."""
    return Job.objects.due(queue=queue, now=clock.now()).filter(kind__in=kinds)


def claimable(queue: str, owner: str, group_limit: int) -> JobQuerySet:
    """Due jobs of groups that have not their share of these workers yet.

    Shares are counted for each supervisor. Each keeps to half of its own workers, so
    all together keep to half.
    """
    supervisor = owner.partition("/")[0]
    full = (
        Job.objects.running()
        .filter(queue=queue, lease_owner__startswith=f"{supervisor}/")
        .exclude(group="")
        .values("group")
        .annotate(running=Count("id"))
        .filter(running__gte=group_limit)
        .values("group")
        .order_by()
    )
    return due(queue).exclude(group__in=full)


def lock_queue(queue: str) -> None:
    """Claims of a queue go one by one: nobody counts a group's share with us."""
    Queue.objects.select_for_update().get_or_create(name=queue)


def lease(job: Job, owner: str) -> Job:
    job.state, job.attempts = Job.State.RUNNING, job.attempts + 1
    job.lease_owner = owner
    job.lease_until = timezone.now() + kinds[job.kind].lease
    job.save(update_fields=["state", "attempts", "lease_owner", "lease_until"])
    return job


def done(job: Job) -> None:
    every = kinds[job.kind].every
    if every and job.key == RECURRING:
        give_back(job, run_at=clock.now() + every)
        return
    Job.objects.held_as(job).delete()


def give_back(job: Job, *, run_at: datetime) -> None:
    """It waits again as if new; if it was asked for again meanwhile, that one stays."""
    try:
        with transaction.atomic():
            Job.objects.held_as(job).update(
                state=Job.State.WAITING, attempts=0, run_at=run_at, last_error=""
            )
    except IntegrityError:
        Job.objects.held_as(job).delete()


def fail(job: Job, *, reason: str, run_at: datetime) -> None:
    """Try again at that moment, or let it die when its attempts are used up."""
    recurring = job.key == RECURRING
    if job.attempts >= kinds[job.kind].attempts and not recurring:
        Job.objects.held_as(job).update(state=Job.State.DEAD, last_error=reason)
        return
    changes: dict[str, str | int | datetime] = {
        "state": Job.State.FAILED,
        "run_at": run_at,
        "last_error": reason,
    }
    while True:
        try:
            with transaction.atomic():
                Job.objects.held_as(job).update(**changes)
                return
        except IntegrityError:  # asked for again while it ran
            if fail_pending(job, {**changes, "attempts": job.attempts}):
                return


@transaction.atomic
def fail_pending(job: Job, changes: dict[str, str | int | datetime]) -> bool:
    """Let the pending row carry the failure on: two jobs become one."""
    merged = Job.objects.pending().filter(kind=job.kind, key=job.key).update(**changes)
    if merged:
        Job.objects.held_as(job).delete()
    return bool(merged)


def retry_at(attempts: int) -> datetime:
    """Triple the pause after each attempt; the jitter keeps jobs apart."""
    pause: timedelta = min(FIRST_RETRY * 3 ** min(attempts - 1, 9), LONGEST_RETRY)
    return clock.now() + pause * random.uniform(0.8, 1.2)  # noqa: S311


def take_back(jobs: JobQuerySet) -> None:
    """Fail jobs whose worker is gone: the first time they run again at once."""
    for job in jobs.filter(kind__in=kinds):
        pause = min(timedelta(seconds=job.attempts - 1), LONGEST_RETRY)
        fail(job, reason="The worker was lost.", run_at=clock.now() + pause)
