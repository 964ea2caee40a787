"""The processes of one shop on one machine: they start, live and end together."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from storefront.jobs.processes import PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG, prctl

logger = logging.getLogger(__name__)

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
#: Who ends sooner than this after its start will not do better the next time.
HEALTHY_AFTER = 10.0
PATIENCE = 10.0


class NotViable(Exception):
    """A process ends each time it is started."""


@dataclass
class Member:
    name: str
    command: list[str]
    process: subprocess.Popen[bytes]
    started: float
    #: What makes it run the code that lies there now: it ends and is started again, or
    #: it knows a way without a pause.
    renewed_by: signal.Signals = signal.SIGTERM
    leaving: bool = False


class Household:
    """Start processes, start again whoever dies, and leave none behind at the end.

    Whatever they start themselves is adopted when they die (Linux: "subreaper") and
    ended too, so that a worker that lost its master does not go on beside its heir.
    Each of the three signals to stop arrives as a KeyboardInterrupt; SIGUSR2 renews all
    of them.
    """

    def __init__(self) -> None:
        self.members: list[Member] = []
        self.renewal_asked = False

    def __enter__(self) -> Self:
        prctl(PR_SET_CHILD_SUBREAPER, 1)
        for number in STOPS:
            signal.signal(number, signal.default_int_handler)
        signal.signal(signal.SIGUSR2, self.ask_renewal)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number in STOPS:
            signal.signal(number, signal.SIG_IGN)
        for member in self.members:
            member.process.terminate()
        ends = time.monotonic() + PATIENCE
        while self.alive() and time.monotonic() < ends:
            time.sleep(0.05)
        end_all(lambda: descendants(os.getpid()))

    def alive(self) -> bool:
        return any(member.process.poll() is None for member in self.members)

    def start(
        self,
        name: str,
        *arguments: str,
        renewed_by: signal.Signals = signal.SIGTERM,
    ) -> None:
        """Start a Python program; `name` is what the person at the terminal reads."""
        command = [sys.executable, *arguments]
        process, now = launch(command), time.monotonic()
        self.members.append(Member(name, command, process, now, renewed_by))

    def watch(self) -> None:
        """Return only by KeyboardInterrupt or NotViable."""
        while True:
            time.sleep(0.2)
            self.look_once()

    def ask_renewal(self, *_signal: object) -> None:
        self.renewal_asked = True

    def look_once(self) -> None:
        if self.renewal_asked:
            self.renewal_asked = False
            self.renew()
        for member in self.members:
            if member.process.poll() is not None:
                self.replace(member)

    def renew(self) -> None:
        for member in self.members:
            member.leaving = member.renewed_by is signal.SIGTERM
            member.process.send_signal(member.renewed_by)

    def replace(self, member: Member) -> None:
        end_all(self.orphans)
        if member.leaving:
            logger.info("The %s is renewed", member.name)
        elif time.monotonic() - member.started < HEALTHY_AFTER:
            raise NotViable(
                f"The {member.name} ended at once (exit {member.process.returncode})."
            )
        else:
            logger.warning("The %s died and is started again", member.name)
        member.leaving = False
        member.process = launch(member.command)
        member.started = time.monotonic()

    def orphans(self) -> list[int]:
        """Children of ours that we did not start, with all that is below them."""
        ours = {member.process.pid for member in self.members}
        adopted = [pid for pid in children(os.getpid()) if pid not in ours]
        return adopted + [below for pid in adopted for below in descendants(pid)]


def launch(command: list[str]) -> subprocess.Popen[bytes]:
    """Start it in a session of its own: a Ctrl-C is ours to hear and to pass on."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 -- nothing here has threads
    )


def die_with_parent() -> None:
    prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def end_all(living: Callable[[], list[int]]) -> None:
    """Kill them, and what they start meanwhile, until none is left."""
    while pids := living():
        for pid in pids:
            kill(pid)
            bury(pid)
        time.sleep(0.02)


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def bury(pid: int) -> None:
    """Take notice of its end; a grandchild becomes ours when its parent ends."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def descendants(pid: int) -> list[int]:
    return [one for child in children(pid) for one in (child, *descendants(child))]


def children(pid: int) -> list[int]:
    return [child for child, parent in parents() if parent == pid]


def parents() -> Iterator[tuple[int, int]]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name in the second field may hold spaces and brackets of its own.
            after_name = stat.read_text(errors="replace").rpartition(")")[2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        yield int(stat.parent.name), int(after_name.split()[1])
