"""Jobs to be run by tests. What they did can be read in the file they are given."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

from storefront.jobs.kinds import Later, job
from storefront.jobs.services import renew_lease


@job()
def sign(path: str) -> None:
    write_down(path)


@job(queue="slow")
def sign_slowly(path: str) -> None:
    write_down(path)


@job()
def stumble(path: str) -> None:
    """Hang the first time, as far as a test is concerned for ever."""
    if write_down(path) == 1:
        time.sleep(60)


@job(lease=timedelta(seconds=1))
def oversleep(path: str) -> None:
    """Outlast the lease the first time."""
    if write_down(path) == 1:
        time.sleep(60)


@job(lease=timedelta(seconds=1))
def keep_on(path: str, seconds: int) -> None:
    """Outlast the lease, but keep it."""
    write_down(path)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        renew_lease()
        time.sleep(0.2)


@job(attempts=2)
def crash(path: str) -> None:
    write_down(path)
    os.kill(os.getpid(), signal.SIGKILL)


@job(attempts=2)
def break_down() -> None:
    raise ValueError("no good\nDETAIL: what nobody should see")


@job()
def put_off() -> None:
    raise Later(timedelta(minutes=5))


@job(every=timedelta(hours=1))
def wind_the_clock() -> None:
    """Nothing to do, every hour."""


def write_down(path: str) -> int:
    """Add a line with the moment and our process id; say how many there are."""
    with Path(path).open("a") as file:
        file.write(f"{time.time()} {os.getpid()}\n")
    return len(Path(path).read_text().splitlines())
