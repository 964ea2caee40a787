"""`manage.py work` as it would be without the guards named: what they are good for.

python -m tests.faults._work_without look_up,breaker --queues fast=4,slow=2
"""

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
django.setup()

from django.core.management import call_command

from storefront.channels import projection, publishing
from storefront.connections import breaker, renewing
from storefront.connections.models import Grant
from storefront.intake import reading
from storefront.jobs import leases


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


def read_orders() -> None:
    """Nobody reads the orders: what webhooks tell is all there is."""
    reading.read_orders = lambda connection: None


def renew_once() -> None:
    """Whoever is to renew tokens asks, whoever else does."""
    renewing.take = lambda grant_id, revision: Grant.objects.get(pk=grant_id)


GUARDS = {
    guard.__name__: guard
    for guard in (
        look_up,
        stop_calling,
        share_workers,
        wait_for_orders,
        read_orders,
        renew_once,
    )
}

if __name__ == "__main__":
    for name in sys.argv[1].split(","):
        GUARDS[name]()
    call_command("work", *sys.argv[2:])
