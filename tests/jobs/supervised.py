"""A real `manage.py work` beside the test, and its processes by what they are."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psutil
from django.conf import settings
from django.db import connection

PATIENCE = 20  # seconds; a bound, not an expectation


def eventually(what: Callable[[], object]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.02)
    return False


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def database_url() -> str:
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    user, password, port = (
        given["USER"],
        quote(given["PASSWORD"]),
        given["PORT"] or 5432,
    )
    return f"postgres://{user}:{password}@:{port}/{given['NAME']}?host={given['HOST']}"


class Work:
    def __init__(self, log: Path) -> None:
        environment = os.environ | {
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        }
        self.log = log
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "work"],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=output,
                stderr=output,
            )
        self.supervisor = psutil.Process(self.process.pid)
        self.seen: set[psutil.Process] = {self.supervisor}
        self.first_mains: set[psutil.Process] = set()

    def everyone(self) -> list[psutil.Process]:
        if self.process.poll() is not None:
            return []
        found = self.supervisor.children(recursive=True)
        self.seen.update(found)
        return found

    def mains(self) -> list[psutil.Process]:
        return self.supervisor.children()

    def sentinel(self, main: psutil.Process) -> psutil.Process:
        return main.children()[0]

    def workers(self) -> list[psutil.Process]:
        """The first child of each sentinel."""
        sentinels = [self.sentinel(main) for main in self.mains()]
        return [min(s.children(), key=created) for s in sentinels]

    def find(self, pid: int) -> psutil.Process:
        return next(process for process in self.everyone() if process.pid == pid)

    def replaced(self, clusters: int) -> bool:
        """Are that many clusters new, and all complete?"""
        new = set(self.mains()) - self.first_mains
        return len(new) == clusters and self.ready()

    def ready(self) -> bool:
        """Four clusters of five, each of them waiting for work.

        One that still waits for a processor may not have told its birth yet: killed
        then, it is django-q2 that replaces it, and its cluster stays.
        """
        everyone = self.everyone()
        return len(everyone) == 20 and all(asleep(process) for process in everyone)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.everyone()
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def left_over(self) -> list[psutil.Process]:
        return [process for process in self.seen if alive(process)]


def created(process: psutil.Process) -> float:
    """The worker is the eldest; helpers of a start may be gone by now."""
    with suppress(psutil.NoSuchProcess):
        return process.create_time()
    return float("inf")


def asleep(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.status() == psutil.STATUS_SLEEPING
    return False


def alive(process: psutil.Process) -> bool:
    """Whoever inherits the dead may bury them when it likes."""
    with suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


@contextmanager
def work(log: Path) -> Iterator[Work]:
    started = Work(log)
    try:
        assert eventually(started.ready), log.read_text()
        started.first_mains = set(started.mains())
        yield started
    finally:
        started.everyone()
        for process in started.left_over():
            with suppress(psutil.NoSuchProcess):
                process.kill()
        started.process.wait(PATIENCE)
