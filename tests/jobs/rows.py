"""Workers in miniature: claim and run jobs here, without any process."""

from collections.abc import Sequence
from datetime import timedelta

from storefront.contract import clock
from storefront.jobs import leases
from storefront.jobs.models import Job
from storefront.jobs.worker import run_claimed


def claim(
    owner: str = "here/fast-1", queue: str = "fast", limit: int = 1
) -> Job | None:
    return leases.claim(queue=queue, owner=owner, group_limit=limit)


def claimed() -> Job:
    job = claim()
    assert job is not None
    return job


def run_next() -> None:
    job = claimed()
    run_claimed(job.pk, job.attempts)


def states() -> Sequence[str]:
    return list(Job.objects.order_by("id").values_list("state", flat=True))


def minutes_from_now(job: Job) -> float:
    return round((job.run_at - clock.now()) / timedelta(minutes=1), 1)
