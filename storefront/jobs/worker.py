import logging

from django.db import Error, connection

from storefront.contract import clock
from storefront.jobs import leases
from storefront.jobs.kinds import Kind, Later, kinds
from storefront.jobs.models import Job
from storefront.jobs.services import Held, LeaseLost, held

logger = logging.getLogger(__name__)


def run_claimed(job_id: int, attempt: int) -> None:
    """Do the work of a claimed job and say how it ended; without a row, do nothing."""
    try:
        job = Job.objects.running().filter(pk=job_id, attempts=attempt).first()
        if job is not None:
            run(job, kinds[job.kind])
    except Error:  # how it ended cannot be said: its lease will expire
        logger.exception("Job %s is left to its lease", job_id)


def run(job: Job, kind: Kind[...]) -> None:
    token = held.set(Held(job, kind.lease))
    try:
        kind.function(**job.args)
    except Later as later:
        leases.give_back(job, run_at=clock.now() + later.delay)
    except LeaseLost:
        logger.warning("%s lost its lease while it ran", job)
    except Exception as error:
        logger.warning(
            "%s failed, attempt %s of %s",
            job,
            job.attempts,
            kind.attempts,
            exc_info=True,
        )
        reconnect()
        at = leases.retry_at(job.attempts)
        leases.fail(job, reason=one_line(error), run_at=at)
    else:
        leases.done(job)
    finally:
        held.reset(token)


def reconnect() -> None:
    """Where the database failed the job, let it hear of that all the same."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def one_line(error: Exception) -> str:
    """Without the lines below the first, in which databases quote values."""
    first = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {first}"[:500]
