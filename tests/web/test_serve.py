"""The server of the pages: its processes come and go, and nobody is turned away."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import settings

from storefront.serve import at_once, opened
from tests.ports import free_port

#: Says which process answers, after a moment in which others have to queue.
APPLICATION = """
import os, time
def application(environ, start_response):
    time.sleep(0.02)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
"""
#: Takes so long to load that it can be told to end meanwhile.
SLOW_TO_LOAD = """
import os, time
from pathlib import Path
here = Path(__file__).parent
(here / "loading").write_text(str(os.getpid()))
while not (here / "go").exists():
    time.sleep(0.02)
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
"""
MANY = 16
OURS = ["-m", "storefront.serve"]
#: As it would be without our socket.
BARE = ["-m", "granian", "--interface", "wsgi", "--log-level", "critical"]
#: Hands its open socket over as systemd does, in the place of number 3.
AS_SYSTEMD = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""


def ask(port: int) -> int:
    """The process that answered, or 0."""
    with (
        suppress(OSError, ValueError),
        socket.create_connection(("127.0.0.1", port), 30) as asking,
    ):
        asking.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return int(asking.makefile("rb").read().rpartition(b"\r\n\r\n")[2])
    return 0


@pytest.fixture
def tiny(tmp_path) -> dict[str, str]:
    (tmp_path / "tiny.py").write_text(APPLICATION)
    return os.environ | {"PYTHONPATH": f"{tmp_path}:{settings.BASE_DIR}"}


@contextmanager
def serving(
    server: list[str], environment: dict[str, str], *, workers: int
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_port()
    options = ["--workers", str(workers), "--blocking-threads", "1"]
    command = [*server, *options, "--port", str(port), "tiny:application"]
    with started(command, environment) as process:
        until(lambda: ask(port))
        yield process, port


@contextmanager
def started(
    command: list[str], environment: dict[str, str], **options: object
) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [sys.executable, *command], env=environment, **options
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def until(holds) -> None:
    ends = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.05)


def stands_still(pid: int) -> bool:
    """Each of its threads: one that runs a little longer takes somebody with it."""
    threads = Path(f"/proc/{pid}/task").glob("*/stat")
    return all(") T " in thread.read_text() for thread in threads)


def turned_away(server: list[str], environment: dict[str, str]) -> int:
    """How many of those who came while one of two processes did not answer any more,
    and then was gone.
    """
    with serving(server, environment, workers=2) as (_, port):
        seen: set[int] = set()
        until(lambda: seen.add(ask(port)) or len(seen) == 2)
        gone = min(seen)
        os.kill(gone, signal.SIGSTOP)
        until(lambda: stands_still(gone))
        with ThreadPoolExecutor(MANY) as crowd:
            asked = [crowd.submit(ask, port) for _ in range(MANY)]
            time.sleep(0.5)
            os.kill(gone, signal.SIGKILL)
            return [one.result() for one in asked].count(0)


def test_nobody_is_turned_away_where_a_process_ends(tiny):
    assert turned_away(OURS, tiny) == 0


def test_with_a_queue_for_each_process_somebody_is(tiny):
    assert turned_away(BARE, tiny) > 0


def test_nobody_is_turned_away_while_the_only_process_is_replaced(tiny):
    with serving(OURS, tiny, workers=1) as (process, port):
        old = ask(port)
        process.send_signal(signal.SIGHUP)
        answered = []
        until(lambda: answered.append(ask(port)) or not Path(f"/proc/{old}").exists())
        answered.append(ask(port))

    assert (answered.count(0), len({*answered} - {old})) == (0, 1)


def test_serves_on_the_socket_that_systemd_hands_over(tiny):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        number, port = listening.fileno(), listening.getsockname()[1]
        command = ["-c", AS_SYSTEMD, str(number), *OURS, "tiny:application"]
        with started(command, tiny, pass_fds=[number]):
            until(lambda: ask(port))


@pytest.mark.parametrize("ours", [True, False])
def test_the_second_piece_of_an_answer_does_not_wait_for_the_first(ours):
    """Whoever connects gets it from the listening socket; by itself it would wait."""
    with opened("127.0.0.1", 0) as listening:
        if ours:
            at_once(listening)
        with socket.create_connection(listening.getsockname()):
            accepted, _ = listening.accept()
            with accepted:
                no_delay = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    assert bool(no_delay) is ours


def serves_although_told_to_end(server: list[str], folder: Path) -> bool:
    """Told while it was loading."""
    (folder / "tiny.py").write_text(SLOW_TO_LOAD)
    paths = os.environ | {"PYTHONPATH": f"{folder}:{settings.BASE_DIR}"}
    port, loading = free_port(), folder / "loading"
    command = [*server, "--workers", "1", "--port", str(port), "tiny:application"]
    with started(command, paths):
        until(lambda: loading.exists() and loading.read_text())
        told = int(loading.read_text())
        os.kill(told, signal.SIGTERM)
        (folder / "go").touch()
        until(lambda: ask(port) or not is_alive(told))
        return is_alive(told)


def is_alive(pid: int) -> bool:
    """Is it more than what its parent has still to bury?"""
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and ") Z " not in state.read_text()


def test_a_process_told_to_end_before_it_serves_does_so(tmp_path):
    assert not serves_although_told_to_end(OURS, tmp_path)


def test_alone_granian_serves_all_the_same(tmp_path):
    assert serves_although_told_to_end(BARE, tmp_path)
