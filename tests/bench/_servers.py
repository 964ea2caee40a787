"""The shop and a bare view, each served as `manage.py run` serves the shop."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil
from django.db import connection

from storefront.web.starting import web_server
from tests.ports import free_port

PATIENCE = 60
SHOP, BARE = "storefront.wsgi:application", "tests.bench._bare:application"
NO_LIMIT = "1000000000"
LIMITS = ("ORDERS_PER_PHONE", "ORDERS_PER_ADDRESS")


@dataclass
class Server:
    port: int
    process: psutil.Process

    @property
    def megabytes(self) -> int:
        """What all its processes hold for themselves."""
        held = sum(one.memory_full_info().uss for one in family(self.process))
        return round(held / 1024 / 1024)


class Used:
    """Where the processors' time goes: to the shop, to PostgreSQL, to the load."""

    def __init__(self, shop: psutil.Process) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            database = psutil.Process(cursor.fetchone()[0]).parent()
        self.families = {"shop": shop, "database": database}
        self.before = self.seconds()

    def seconds(self) -> dict[str, float]:
        used = {name: busy(*family(one)) for name, one in self.families.items()}
        return used | {"load": busy(psutil.Process())}

    def for_each(self, turns: int) -> dict[str, float]:
        """Milliseconds a turn."""
        return {
            name: round((seconds - self.before[name]) / turns * 1000, 1)
            for name, seconds in self.seconds().items()
        }


def family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def busy(*processes: psutil.Process) -> float:
    times = [one.cpu_times() for one in processes if one.is_running()]
    return sum(one.user + one.system for one in times)


@contextmanager
def served(application: str, **environment: str) -> Iterator[Server]:
    port = free_port()
    limits = {name: NO_LIMIT for one in LIMITS for name in (one, f"MOST_{one}")}
    command = [sys.executable, *web_server()]
    command[command.index("--port") + 1] = str(port)
    command[-1] = application
    whole = os.environ | limits | {"LOG_LEVEL": "ERROR"} | environment
    with subprocess.Popen(command, env=whole) as process:
        try:
            wait_for(port)
            yield Server(port, psutil.Process(process.pid))
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)
        else:
            return
