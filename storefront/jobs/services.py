from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Case, DateTimeField, F, Value, When
from django.db.models.functions import Least
from django.utils import timezone

from storefront.contract import clock
from storefront.jobs.models import Job, JobQuerySet


class LeaseLost(Exception):
    """Somebody else may be running this job now: stop, and write nothing more."""


@dataclass(frozen=True)
class Held:
    job: Job
    lease: timedelta


#: The job this thread is running.
held: ContextVar[Held | None] = ContextVar("held", default=None)


def enqueue(job: Job) -> None:
    """Add a new job, or merge it with the pending one of its kind and key.

    Merging locks the pending row until the caller commits, so no worker can take it
    and miss what the caller has just written. Who asks outside a transaction has
    committed that: then a row that is due in time does as it stands, and is only read.
    """
    if connection.in_atomic_block or not will_do(job):
        write(job)


def will_do(job: Job) -> bool:
    same = Job.objects.pending().filter(
        kind=job.kind, key=job.key, args=job.args, group=job.group, queue=job.queue
    )
    return bool(job.key) and same.filter(run_at__lte=job.run_at).exists()


@transaction.atomic
def write(job: Job) -> None:
    if not job.key:
        job.save()
        return
    while not merge(job):
        Job.objects.bulk_create([job], ignore_conflicts=True)


def merge(job: Job) -> bool:
    """The earlier moment counts, but a failed job is not tried before its time."""
    wanted = Value(job.run_at, output_field=DateTimeField())
    return bool(
        Job.objects.pending()
        .filter(kind=job.kind, key=job.key)
        .update(
            args=job.args,
            group=job.group,
            queue=job.queue,
            run_at=Case(
                When(state=Job.State.FAILED, then=F("run_at")),
                default=Least("run_at", wanted),
            ),
        )
    )


def renew_lease() -> None:
    """Keep the running job for another lease; raise LeaseLost if it was taken back.

    Long work calls this outside its transactions. Outside a job it does nothing.
    """
    current = held.get()
    if current is None:
        return
    until = timezone.now() + current.lease
    if not Job.objects.held_as(current.job).update(lease_until=until):
        raise LeaseLost(str(current.job))


def replay(jobs: JobQuerySet) -> int:
    """Run dead and failed jobs again, now and with all attempts; return how many."""
    stuck = jobs.filter(state__in=[Job.State.DEAD, Job.State.FAILED])
    return sum(replay_one(job) for job in stuck)


def replay_one(job: Job) -> bool:
    unchanged = Job.objects.filter(pk=job.pk, state=job.state)
    try:
        with transaction.atomic():
            return bool(
                unchanged.update(
                    state=Job.State.WAITING, attempts=0, run_at=clock.now()
                )
            )
    except IntegrityError:  # the same work is pending already
        return bool(unchanged.delete()[0])
