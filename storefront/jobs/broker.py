"""The seam to django-q2: it executes what the Job rows say."""

import logging
import multiprocessing
import os
import time
import uuid

from django.db import Error, connection
from django.utils import timezone
from django_q.brokers import Broker
from django_q.conf import Conf
from django_q.signing import SignedPackage

from storefront.jobs import leases
from storefront.jobs.processes import resident
from storefront.jobs.worker import run_claimed

logger = logging.getLogger(__name__)

#: Seconds without asking after the database did not answer.
PAUSE = 2
#: Bytes after which a worker makes room for a fresh one.
ENOUGH = 300_000_000


class JobRows(Broker):
    """Feeds a one-worker cluster, one job at a time and only while the worker is idle.

    django-q2 would fetch tasks ahead. Behind a long job they would wait here, claimed,
    while other workers have nothing to do.
    """

    def __init__(self, queue: str, *, owner: str, group_limit: int) -> None:
        super().__init__(queue)
        self.owner, self.group_limit = owner, group_limit
        self.idle = multiprocessing.Semaphore(1)

    def dequeue(self) -> list[tuple[int, str]] | None:
        if not self.idle.acquire(timeout=Conf.POLL):
            return None
        task = self.next_task()
        if task is None:
            self.idle.release()
            time.sleep(Conf.POLL)
            return None
        return [task]

    def next_task(self) -> tuple[int, str] | None:
        try:
            job = leases.claim(
                queue=self.list_key, owner=self.owner, group_limit=self.group_limit
            )
        except Error as error:
            logger.warning("No jobs are fetched: %s", error)
            connection.close()
            time.sleep(PAUSE)
            return None
        return (job.pk, package(job.pk, job.attempts)) if job else None

    def acknowledge(self, task_id: int) -> None:
        self.idle.release()

    fail = acknowledge


def work(job_id: int, attempt: int) -> None:
    run_claimed(job_id, attempt)
    if resident() > ENOUGH:  # between two jobs: its cluster is started anew
        os._exit(0)


def package(job_id: int, attempt: int) -> str:
    """What django-q2's worker and monitor read."""
    signed: str = SignedPackage.dumps(
        {
            "id": uuid.uuid4().hex,
            "name": f"job {job_id}",
            "func": work,
            "args": (job_id, attempt),
            "kwargs": {},
            "started": timezone.now(),
            "timeout": -1,  # the lease is the limit
            "ack_failure": True,
        }
    )
    return signed
