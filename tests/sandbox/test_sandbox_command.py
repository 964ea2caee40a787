"""`manage.py sandbox`: each in its own process, and none outlives it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx2 as httpx
import psutil
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from storefront.contract.sandbox import Sandbox
from storefront.sandbox.services import CONTROL_PORTS, places, sandbox_of
from tests.ports import A_SHOP, free_port


def waited_for(happened, seconds: float = 15) -> bool:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if happened():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def address(tmp_path, settings) -> str:
    settings.PORT = free_port(row=A_SHOP)
    return f"http://127.0.0.1:{places()['facebook'].port}"


def start(tmp_path, address: str) -> subprocess.Popen:
    environ = os.environ | {"PORT": str(settings.PORT), "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "sandbox", "facebook"]
    process = subprocess.Popen(command, env=environ, cwd=settings.BASE_DIR)
    assert waited_for(lambda: answers(address))
    return process


@pytest.fixture
def command(tmp_path, address) -> Iterator[subprocess.Popen]:
    process = start(tmp_path, address)
    yield process
    process.kill()
    process.wait()


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/_sandbox/state").status_code == 200
    except httpx.TransportError:
        return False


def test_serves_a_sandbox_from_its_file_in_the_data_folder(command, address, tmp_path):
    assert httpx.get(f"{address}/_sandbox/state").json()["name"] == "Facebook"
    assert (tmp_path / "sandbox/facebook.sqlite3").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ends_all_of_them_when_it_is_told_to_end(command, address, number):
    children = psutil.Process(command.pid).children(recursive=True)

    command.send_signal(number)

    assert command.wait(timeout=10) == 0
    assert children
    assert waited_for(lambda: not any(child.is_running() for child in children))


def test_none_outlives_it_even_when_it_is_killed(command, address):
    children = psutil.Process(command.pid).children(recursive=True)

    command.kill()

    assert waited_for(lambda: not answers(address))
    assert waited_for(lambda: not any(child.is_running() for child in children))


def test_a_killed_sandbox_holds_the_same_afterwards(tmp_path, address):
    first = start(tmp_path, address)
    httpx.post(f"{address}/_sandbox/switch", data={"name": "slow", "value": "7"})
    first.kill()
    first.wait()
    assert waited_for(lambda: not answers(address))

    second = start(tmp_path, address)
    switches = httpx.get(f"{address}/_sandbox/state").json()["switches"]
    second.kill()
    second.wait()

    assert switches["slow"] == 7


def test_says_which_sandbox_ended_by_itself(tmp_path, address):
    with socket.create_server(("127.0.0.1", settings.PORT + 1 + CONTROL_PORTS)):
        environ = os.environ | {"PORT": str(settings.PORT), "DATA_DIR": str(tmp_path)}
        first = min(places())
        result = subprocess.run(
            [sys.executable, "manage.py", "sandbox", first],
            env=environ,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    assert result.returncode == 1
    assert f"The sandbox {first} ended." in result.stderr


def test_refuses_a_name_that_no_plugin_has():
    with pytest.raises(CommandError, match="No sandbox called faceboook"):
        call_command("sandbox", "faceboook")


@pytest.mark.parametrize("folder", sorted(places()))
def test_every_plugin_with_a_sandbox_has_exactly_one(folder):
    assert issubclass(sandbox_of(folder), Sandbox)
