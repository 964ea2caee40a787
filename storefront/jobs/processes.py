"""Linux: children that die with their parent and report their birth."""

import ctypes
import os
import signal
import struct
from collections.abc import Iterator
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
BIRTH = struct.Struct("ii")

prctl = ctypes.CDLL(None, use_errno=True).prctl


class Family:
    """From its making on, whatever this process forks is killed when its parent dies.

    Three generations of them tell their birth: django-q2's main process, its sentinel,
    and the sentinel's children. What a job forks for itself is its own affair.
    """

    def __init__(self) -> None:
        self.generation = 0
        self.parent = self.main = os.getpid()
        self.births, self.told = os.pipe()
        os.set_blocking(self.births, False)
        prctl(PR_SET_CHILD_SUBREAPER, 1)
        os.register_at_fork(before=self.remember, after_in_child=self.be_born)

    def remember(self) -> None:
        self.parent = os.getpid()

    def be_born(self) -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != self.parent:  # it died before that was set
            os._exit(1)
        self.generation += 1
        if self.generation == 1:
            self.main = os.getpid()
        if 1 < self.generation <= 3:
            os.write(self.told, BIRTH.pack(self.main, os.getpid()))

    def newborn(self) -> Iterator[tuple[int, int]]:
        """The main process of its cluster, and the process itself."""
        while birth := read(self.births, BIRTH.size):
            yield BIRTH.unpack(birth)


def read(pipe: int, size: int) -> bytes:
    try:
        return os.read(pipe, size)
    except BlockingIOError:
        return b""


def reap() -> None:
    """Bury the children that ended, adopted ones too."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def resident() -> int:
    """Bytes of memory this process holds."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGESIZE")
