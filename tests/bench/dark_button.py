"""How long until a company's button is gone when it fails, and back when it returns?

The shop's own processes, as `manage.py run` starts them; the company is its sandbox.
"""

import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

django.setup()

from django.core.management import call_command

from plugins.facebook_login.sandbox import FacebookLoginSandbox
from storefront.connections.models import Connection
from storefront.contract.sandbox import running
from tests.bench._servers import SHOP, Server, served

ROUNDS = 3 if os.environ.get("SIZE") == "full" else 1
PATIENCE = 240
WORK = [sys.executable, "manage.py", "work", "--queues", "fast=2,slow=2"]


def main() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        platform = FacebookLoginSandbox(Path(folder) / "facebook.sqlite3")
        with running(platform) as address:
            connection = Connection.objects.create(
                service="facebook.login",
                account=platform.seeded["app_id"],
                credentials=dict(platform.seeded),
                api_address=address,
            )
            button = f"/account/with/{connection.pk}/"
            with served(SHOP) as server, subprocess.Popen(WORK) as work:
                figures = measure(platform, server, button)
                work.terminate()
    print(json.dumps(figures))
    if max(figures["gone_after_s"]) > 120:
        sys.exit("The button stood for more than two minutes.")


def measure(
    platform: FacebookLoginSandbox, server: Server, button: str
) -> dict[str, list[float]]:
    seconds_until(server, button, there=True)
    gone, back = [], []
    for _round in range(ROUNDS):
        platform.turn("broken", "on")
        gone.append(seconds_until(server, button, there=False))
        platform.turn("broken", "off")
        back.append(seconds_until(server, button, there=True))
        print(f"gone after {gone[-1]} s, back after {back[-1]} s", flush=True)
    return {"gone_after_s": gone, "back_after_s": back}


def seconds_until(server: Server, button: str, *, there: bool) -> float:
    started = time.monotonic()
    while (button in door(server)) != there:
        if time.monotonic() - started > PATIENCE:
            sys.exit(f"After {PATIENCE} s still {'not ' if there else ''}there.")
        time.sleep(0.2)
    return round(time.monotonic() - started, 1)


def door(server: Server) -> str:
    web = http.client.HTTPConnection("localhost", server.port, timeout=30)
    web.request("GET", "/vi/account/sign-in/")
    page = web.getresponse().read().decode()
    web.close()
    return page


if __name__ == "__main__":
    main()
