"""Kills what `manage.py work` consists of, by a seed, while a create is answered."""

import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import psutil

#: After a supervisor's death creates take a while.
PATIENCE_FOR_A_CREATE = 60


@dataclass
class Killer:
    command: list[str]
    chance: random.Random
    #: Is the platform answering a create just now?
    creating: Callable[[], bool]
    #: Called now and then while it is not: there may be nothing left to create.
    go_on: Callable[[], None]
    work: subprocess.Popen[bytes] = field(init=False)
    kills: Counter[str] = field(default_factory=Counter)
    in_flight: int = 0

    def __post_init__(self) -> None:
        self.work = subprocess.Popen(self.command)

    def kill_one(self) -> None:
        seen = self.see_a_create()
        role, victim = self.choose()
        try:
            victim.kill()
        except psutil.NoSuchProcess:
            return
        self.kills[role] += 1
        self.in_flight += seen
        if role == "supervisor":
            self.work.wait()
            self.work = subprocess.Popen(self.command)

    def see_a_create(self) -> bool:
        ends = time.monotonic() + PATIENCE_FOR_A_CREATE
        while time.monotonic() < ends:
            for _ in range(100):
                if self.creating():
                    return True
                time.sleep(0.01)
            self.go_on()
        return False

    def choose(self) -> tuple[str, psutil.Process]:
        """A supervisor once in eight; otherwise any process of any cluster."""
        supervisor = psutil.Process(self.work.pid)
        mains = supervisor.children()
        if not mains or self.chance.random() < 0.125:
            return "supervisor", supervisor
        main = self.chance.choice(mains)
        others = main.children(recursive=True)
        if not others or self.chance.random() < 0.3:
            return "cluster", main
        return "worker", self.chance.choice(others)

    def under_fire(
        self,
        finished: Callable[[], bool],
        *,
        kills: int,
        pause: tuple[int, int],
        patience: float,
    ) -> None:
        """Kill so many, some seconds apart, and return when nothing waits any more."""
        ends = time.monotonic() + patience
        try:
            while time.monotonic() < ends:
                if sum(self.kills.values()) < kills:
                    time.sleep(self.chance.uniform(*pause))
                    self.kill_one()
                elif finished():
                    return
                else:
                    time.sleep(1)
        finally:
            self.stop()

    def stop(self) -> None:
        self.work.terminate()
        self.work.wait(timeout=30)
