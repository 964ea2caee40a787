"""Tokens die while products go to the demo platform, and staff take their yes back.

Two worker processes, real HTTP. Refreshes are counted in the platform's request log,
what arrived in its store. The control takes the lease away, and both workers ask.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from plugins.demo.fake import consent
from plugins.demo.sandbox import DemoSandbox
from storefront.channels.services import start_sync
from storefront.connections.models import Connection, Grant
from storefront.connections.tasks import renew
from storefront.contract import clock
from storefront.contract.sandbox import running
from storefront.jobs.models import Job
from storefront.outbox.models import Alert, Message
from storefront.shop.models import Profile
from tests.catalogue import fill
from tests.connections.consents import granted
from tests.faults._stage import workers
from tests.faults.kill_workers import compare, finished

FULL = os.environ.get("SIZE") == "full"
PRODUCTS = 2000 if FULL else 60
PATIENCE = 600 if FULL else 90
#: Jobs that all want the same tokens renewed at once, for workers of both processes.
RACERS = 6


def until(true: Callable[[], bool], what: str) -> float:
    """Seconds until it is."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > PATIENCE:
            sys.exit(f"not within {PATIENCE} s: {what}")
        time.sleep(0.1)
    return round(time.monotonic() - began, 1)


def refreshes(sandbox: DemoSandbox) -> int:
    """All calls for tokens but those that traded a code."""
    with sandbox.reading() as rows:
        found = rows.execute(
            "select count(*) from sandbox_log where path = '/consent/token'"
            " and summary like '%&refresh=%'"
        ).fetchone()
    return int(found[0])


def half_way(sandbox: DemoSandbox, share: float) -> None:
    until(lambda: sandbox.count() >= PRODUCTS * share, f"{share} of the products")


def dies_early(sandbox: DemoSandbox) -> int:
    """The access tokens die mid-sync; return how many refreshes that took."""
    Grant.objects.update(renewed_at=timezone.now() - timedelta(hours=1))
    half_way(sandbox, 0.2)
    consent.end_access(sandbox)
    until(lambda: refreshes(sandbox) > 0, "a refresh")
    half_way(sandbox, 0.4)
    return refreshes(sandbox)


def taken_back(sandbox: DemoSandbox, connection: Connection) -> dict[str, float]:
    """The seller takes the yes back mid-sync; say how soon staff know of it."""
    consent.revoke(sandbox)
    began = time.monotonic()
    until(lambda: needs_staff(connection), "the connection stands still")
    until(lambda: told().exists(), "an alert on every page of the admin")
    screen = time.monotonic() - began
    until(lambda: letters().exists(), "a letter")
    letter = time.monotonic() - began
    return {
        "seconds_to_screen": round(screen, 1),
        "seconds_to_letter": round(letter, 1),
    }


def needs_staff(connection: Connection) -> bool:
    return Connection.objects.filter(pk=connection.pk, needs_staff=True).exists()


def told() -> QuerySet[Alert]:
    return Alert.objects.loud().filter(kind="credentials dead")


def letters() -> QuerySet[Message]:
    return Message.objects.filter(about__in=[f"alert {one.pk}" for one in told()])


def raced(sandbox: DemoSandbox) -> int:
    """Everybody renews the same tokens at once; return how many calls that made."""
    sandbox.turn("slow", 500)
    before, grant = refreshes(sandbox), Grant.objects.latest("pk")
    for number in range(RACERS):
        renew.enqueue(
            key=f"racer {number}",
            run_at=clock.now() + timedelta(seconds=1),
            grant_id=grant.pk,
            revision=grant.revision,
        )
    until(lambda: not jobs_left(), "the racers are through")
    sandbox.turn("slow", 0)
    return refreshes(sandbox) - before


def jobs_left() -> bool:
    return renew_jobs().exists()


def renew_jobs() -> QuerySet[Job]:
    return Job.objects.filter(kind="connections.renew", key__startswith="racer")


def measure(sandbox: DemoSandbox, address: str) -> dict[str, object]:
    _grant, (connection,) = granted(address, "demo")
    start_sync(connection)
    with workers(), workers():
        figures: dict[str, object] = {
            "products": PRODUCTS,
            "refreshes_for_a_token_that_died": dies_early(sandbox),
            **taken_back(sandbox, connection),
        }
        granted(address, "demo")
        figures["seconds_to_finish_after_the_new_yes"] = until(
            lambda: finished(connection), "everything is there"
        )
        over = Alert.objects.filter(kind="credentials dead").exclude(settled_at=None)
        until(over.exists, "the all-clear")
        figures["refreshes_of_a_race"] = raced(sandbox)
    return figures | compare(sandbox)


def control(sandbox: DemoSandbox) -> int:
    with workers(without="renew_once"), workers(without="renew_once"):
        return raced(sandbox)


def main() -> None:
    Profile(name="Kiềng", email="owner@example.com").save()
    fill(PRODUCTS)
    sandbox = DemoSandbox(Path(settings.DATA_DIR) / "token.sqlite3")
    sandbox.turn("thinking", True)
    with running(sandbox) as address:
        figures = measure(sandbox, address)
        print(figures, flush=True)
        figures["refreshes_without_the_lease"] = control(sandbox)
    print(json.dumps(figures))
    once = (figures["refreshes_for_a_token_that_died"], figures["refreshes_of_a_race"])
    nothing = not figures["missing"] and not figures["doubled"]
    known = figures["seconds_to_letter"] <= 60  # type: ignore[operator]
    proven = figures["refreshes_without_the_lease"] > 1  # type: ignore[operator]
    sys.exit(0 if once == (1, 1) and nothing and known and proven else 1)


if __name__ == "__main__":
    main()
