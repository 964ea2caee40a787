import os
import select
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NoReturn

from django.db import connections
from django_q.cluster import Cluster as DjangoQ

from storefront.jobs.broker import JobRows

#: Seconds that killed processes get to be gone.
GONE = 2.0


@dataclass
class Cluster:
    """One worker of a queue, with the four processes django-q2 puts around it."""

    owner: str
    main: int
    #: Descriptors that turn readable when their process ends; the first is main's.
    processes: list[int] = field(default_factory=list)
    #: One of the processes ended, or the worker is stuck: of no use any more.
    broken: bool = False

    def watch(self, pid: int) -> None:
        try:
            self.processes.append(os.pidfd_open(pid))
        except ProcessLookupError:
            self.broken = True

    def stop(self) -> None:
        """Ask it to end when its job is done."""
        with suppress(ProcessLookupError):
            os.kill(self.main, signal.SIGTERM)

    def wait(self, seconds: float) -> None:
        ended(self.processes[0], seconds)

    def kill(self) -> None:
        """Return when none of it runs any more."""
        for kill in (os.kill, os.killpg):
            with suppress(ProcessLookupError):
                kill(self.main, signal.SIGKILL)
        for process in self.processes:
            ended(process, GONE)
            os.close(process)
        self.processes.clear()


def start(queue: str, *, owner: str, group_limit: int) -> Cluster:
    connections.close_all()  # a connection belongs to one process
    main = os.fork()
    if main == 0:
        be_cluster(queue, owner, group_limit)
    return Cluster(owner, main, [os.pidfd_open(main)])


def be_cluster(queue: str, owner: str, group_limit: int) -> NoReturn:
    """In a session of its own: Ctrl-C is for the supervisor alone."""
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setsid()
        cluster = DjangoQ(JobRows(queue, owner=owner, group_limit=group_limit))
        cluster.start()
        cluster.sentinel.join()
    finally:
        os._exit(0)


def ended(process: int, seconds: float) -> bool:
    poll = select.poll()
    poll.register(process, select.POLLIN)
    return bool(poll.poll(max(seconds, 0) * 1000))
