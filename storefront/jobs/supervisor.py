"""Keeps the clusters of django-q2 alive, and no job with a dead worker."""

import gc
import itertools
import logging
import os
import select
import signal
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import Error, connection

from storefront.jobs import clusters, leases, recurring
from storefront.jobs.clusters import Cluster
from storefront.jobs.models import Job
from storefront.jobs.processes import Family, reap

logger = logging.getLogger(__name__)

TICK = 500  # milliseconds
#: Seconds between two looks for expired leases, and between two starts at one place.
SWEEP, RESTART = 2.0, 1.0
#: Seconds that running jobs get to end when we are asked to stop.
GRACE = 4.0
#: By so much we are less urgent than the pages: where both want the processor, they get
#: three quarters of it.
NICE = 5


@dataclass
class Place:
    """Where one cluster works. When it is lost, another takes its place."""

    queue: str
    group_limit: int
    cluster: Cluster | None = None
    started_at: float = -RESTART


class Supervisor:
    def __init__(self, queues: Mapping[str, int]) -> None:
        self.name = uuid.uuid4().hex
        self.numbers = itertools.count(1)
        self.family = Family()
        self.places = [
            Place(queue, max(1, workers // 2))
            for queue, workers in queues.items()
            for _ in range(workers)
        ]
        #: Owners that are gone, whose leases are to be taken back.
        self.lost: set[str] = set()
        self.swept_at = -SWEEP
        self.stopping = False

    def run(self) -> None:
        """Work until asked to stop by a signal, then leave no process behind."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.ask_to_stop)
        os.nice(NICE)
        gc.freeze()  # the clusters share these pages as long as nobody touches them
        while not self.stopping:
            self.start_missing()
            self.wait()
            self.bury_broken()
            self.keep_leases()
            reap()
        self.stop()

    def ask_to_stop(self, *_signal: object) -> None:
        self.stopping = True

    def working(self) -> Iterator[Cluster]:
        return (place.cluster for place in self.places if place.cluster)

    def start_missing(self) -> None:
        for place in self.places:
            now = time.monotonic()
            if place.cluster or now < place.started_at + RESTART:
                continue
            place.started_at = now
            place.cluster = clusters.start(
                place.queue,
                owner=f"{self.name}/{place.queue}-{next(self.numbers)}",
                group_limit=place.group_limit,
            )

    def wait(self) -> None:
        """Return after a tick, or as soon as a process was born or ended."""
        poll = select.poll()
        poll.register(self.family.births, select.POLLIN)
        processes = {process: c for c in self.working() for process in c.processes}
        for process in processes:
            poll.register(process, select.POLLIN)
        for descriptor, _ in poll.poll(TICK):
            if descriptor in processes:
                processes[descriptor].broken = True
        mains = {cluster.main: cluster for cluster in self.working()}
        for main, pid in self.family.newborn():
            if main in mains:
                mains[main].watch(pid)

    def bury_broken(self) -> None:
        for place in self.places:
            cluster = place.cluster
            if cluster is None or not cluster.broken:
                continue
            logger.warning("A process of %s ended; it is started anew", cluster.owner)
            cluster.kill()
            self.lost.add(cluster.owner)
            place.cluster = None

    def keep_leases(self) -> None:
        try:
            self.take_back_lost()
            if time.monotonic() >= self.swept_at + SWEEP:
                self.swept_at = time.monotonic()
                self.sweep()
        except Error as error:
            logger.warning("The leases are not looked after: %s", error)
            connection.close()

    def take_back_lost(self) -> None:
        if self.lost:
            jobs = Job.objects.running().filter(lease_owner__in=self.lost)
            leases.take_back(jobs)
            self.lost.clear()

    def sweep(self) -> None:
        """An expired lease of ours means a stuck worker, of others a lost one."""
        ours = {cluster.owner: cluster for cluster in self.working()}
        expired = Job.objects.expired()
        for owner in expired.filter(lease_owner__in=ours).values_list("lease_owner"):
            ours[owner[0]].broken = True
        leases.take_back(expired.exclude(lease_owner__in=ours))
        recurring.ensure_rows()

    def stop(self) -> None:
        for cluster in self.working():
            cluster.stop()
        deadline = time.monotonic() + GRACE
        for cluster in self.working():
            cluster.wait(deadline - time.monotonic())
        for cluster in self.working():
            cluster.kill()
            self.lost.add(cluster.owner)
        self.keep_leases()
        reap()
