"""`make run` as its owner meets it: real processes on a folder of their own."""

import http.client
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from tests.ports import A_SHOP, free_port

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def shop(tmp_path):
    """The environment of a shop that was never started."""
    inherited = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}
    port = str(free_port(row=A_SHOP))
    environment = inherited | {"DATA_DIR": str(tmp_path), "DEMO": "0", "PORT": port}
    yield environment
    for pid in processes_of(environment):
        os.kill(pid, signal.SIGKILL)


def first_env(shop) -> None:
    subprocess.run(
        [sys.executable, ROOT / "scripts/first_env.py"], env=shop, check=True
    )


def start(shop) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "run"],
        cwd=ROOT,
        env=shop,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def read_until(running: subprocess.Popen[str], words: str) -> str:
    said = ""
    while words not in said:
        line = running.stdout.readline()
        assert line, said
        said += line
    return said


def processes_of(shop) -> list[int]:
    """Whoever has this shop's folder in its environment, the dead not counted."""
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"DATA_DIR={shop['DATA_DIR']}\0" in environ.read_text(errors="replace"):
                found.append(int(environ.parent.name))
        except OSError:
            continue
    return found


def status_of(shop, path: str, *, above: int = 0) -> int:
    """What a page answers; `above` is how far the sandbox's port is from the shop's."""
    port = int(shop["PORT"]) + above
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as web:
        web.request("GET", path)
        return web.getresponse().status


def test_the_first_start_makes_secrets_for_its_owner_only(shop, tmp_path):
    first_env(shop)
    written = (tmp_path / "env").read_text()

    first_env(shop)

    assert (tmp_path / "env").read_text() == written
    assert stat.S_IMODE((tmp_path / "env").stat().st_mode) == 0o600


def test_serves_until_it_is_interrupted_and_leaves_nobody(shop):
    first_env(shop)
    running = start(shop)
    read_until(running, "Ctrl-C stops it all.")
    assert status_of(shop, "/admin/login/") == 200

    running.send_signal(signal.SIGINT)

    assert "Stopped." in running.communicate(timeout=20)[0]
    assert (running.returncode, processes_of(shop)) == (0, [])


def test_the_second_start_has_nothing_to_prepare(shop):
    first_env(shop)
    for _ in range(2):
        running = start(shop)
        said = read_until(running, "Ctrl-C stops it all.")
        running.terminate()
        running.communicate(timeout=20)

    assert "Preparing" not in said
    assert "Collecting" not in said


def test_a_shop_to_try_is_full_and_every_page_answers(shop):
    first_env(shop)
    running = start(shop | {"DEMO": "1"})

    said = read_until(running, "Ctrl-C stops it all.")

    pages = ("/vi/", "/en/", "/vi/p/bodysuit-coc-tay-mam-non/", "/admin/login/")
    assert {status_of(shop, path) for path in (*pages, "/dev/mail/", "/dev/code/")} == {
        200
    }
    assert {status_of(shop, "/_sandbox/", above=above) for above in (51, 52)} == {200}
    assert re.search(r"Staff sign in as  demo, password \S+", said)
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=20)
    assert processes_of(shop) == []


def test_says_which_port_is_taken(shop):
    first_env(shop)
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(shop["PORT"])))
        other.listen()

        said = start(shop).communicate(timeout=20)[0]

    assert f"127.0.0.1:{shop['PORT']}, for the shop, is taken" in said
