"""The demo shop on the server of production, for what looks at it from outside."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from storefront.settings import BASE_DIR

PORT = 9471
ADDRESS = f"http://localhost:{PORT}"
PATIENCE = 60
PASSWORD = "thu-kieng"
COMMANDS = (
    "manage.py collectstatic --no-input --verbosity=0",
    f"manage.py load_demo --staff --password {PASSWORD} --verbosity=0",
    "-m tests.bench._demo_jobs",
)
SERVER = (
    *("-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws"),
    *("--port", str(PORT), "--workers", "1", "--blocking-threads", "4"),
    *("--log-level", "warning", "storefront.wsgi:application"),
)


@contextmanager
def served_demo() -> Iterator[str]:
    environment = os.environ | {"PORT": str(PORT), "SITE_URL": ADDRESS, "DEMO": "1"}
    for command in COMMANDS:
        subprocess.run(
            [sys.executable, *command.split()],
            cwd=BASE_DIR,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    server = subprocess.Popen([sys.executable, *SERVER], cwd=BASE_DIR, env=environment)
    try:
        wait()
        yield ADDRESS
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait() -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        try:
            with closing(http.client.HTTPConnection("localhost", PORT)) as web:
                web.request("GET", "/vi/")
                if web.getresponse().status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(ADDRESS)
