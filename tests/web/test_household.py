import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HOUSE = """
import sys
from storefront.web import household
household.PATIENCE, household.HEALTHY_AFTER = 0.2, float(sys.argv[2])
try:
    with household.Household() as house:
        house.start("child", "-c", sys.argv[3], sys.argv[1])
        house.watch()
except KeyboardInterrupt:
    print("stopped")
except household.NotViable as error:
    print(error)
"""
#: Two generations, each in a session of its own, deaf to everything but SIGKILL.
DEAF = """
import os, signal, sys, time
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
for generation in range(2):
    with open(sys.argv[1], "a") as born:
        born.write(f"{os.getpid()}\\n")
    if generation == 0 and os.fork() == 0:
        os.setsid()
    elif generation == 0:
        break
time.sleep(600)
"""
BORN = """
import os, sys, time
with open(sys.argv[1], "a") as born:
    born.write(f"{os.getpid()}\\n")
time.sleep(600)
"""
QUICK_END = "raise SystemExit(3)"


@pytest.fixture
def born(tmp_path):
    """Where each process writes its id."""
    yield tmp_path / "born"
    for pid in pids(tmp_path / "born"):
        if alive(pid):
            os.kill(pid, signal.SIGKILL)


def house(born: Path, child: str, healthy_after: float = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOUSE, str(born), str(healthy_after), child]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def pids(born: Path) -> list[int]:
    return [int(line) for line in born.read_text().split()] if born.exists() else []


def alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def wait_until(holds) -> None:
    ends = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_leaves_no_process_behind_even_if_children_are_deaf(born, number):
    running = house(born, DEAF)
    wait_until(lambda: len(pids(born)) == 2)

    running.send_signal(number)

    assert running.communicate(timeout=10)[0] == "stopped\n"
    assert [pid for pid in pids(born) if alive(pid)] == []


def test_starts_again_who_dies_and_ends_what_it_left(born):
    running = house(born, DEAF)
    wait_until(lambda: len(pids(born)) == 2)
    child, grandchild = sorted(pids(born))

    os.kill(child, signal.SIGKILL)

    wait_until(lambda: len(pids(born)) == 4)
    assert (alive(child), alive(grandchild)) == (False, False)
    running.kill()


def test_ends_itself_when_a_child_ends_at_once(born):
    running = house(born, QUICK_END, healthy_after=10)

    said = running.communicate(timeout=10)[0]

    assert said == "The child ended at once (exit 3).\n"


def test_is_renewed_when_asked_however_young_it_is(born):
    running = house(born, BORN, healthy_after=600)
    wait_until(lambda: len(pids(born)) == 1)

    running.send_signal(signal.SIGUSR2)

    wait_until(lambda: len(pids(born)) == 2)
    wait_until(lambda: not alive(pids(born)[0]))
    running.send_signal(signal.SIGINT)
    assert running.communicate(timeout=10)[0] == "stopped\n"
