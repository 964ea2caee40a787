"""`manage.py work` as it would be without the guards named: what they are good for.

python -m tests.faults._work_without look_up,breaker --queues fast=4,slow=2
"""

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 -- after the set-up

from storefront.channels import projection, publishing  # noqa: E402
from storefront.connections import breaker  # noqa: E402
from storefront.jobs import leases  # noqa: E402


def look_up() -> None:
    """A create never asks what is there already."""
    publishing.look_up = lambda connection, service, projections: list(projections)


def stop_calling() -> None:
    """However often a platform fails, everybody calls again at once."""
    breaker.OPENS_AFTER = 10**9
    breaker.SHORTEST = breaker.LONGEST = timedelta(milliseconds=20)


def share_workers() -> None:
    """One connection may hold all workers of a queue."""
    claimable = leases.claimable
    leases.claimable = lambda queue, owner, _limit: claimable(queue, owner, 10**9)


def wait_for_orders() -> None:
    """Stock grows over there though nobody knows what was sold there."""
    projection.orders_are_dark = lambda connection: False


GUARDS = {
    guard.__name__: guard
    for guard in (look_up, stop_calling, share_workers, wait_for_orders)
}

if __name__ == "__main__":
    for name in sys.argv[1].split(","):
        GUARDS[name]()
    call_command("work", *sys.argv[2:])
