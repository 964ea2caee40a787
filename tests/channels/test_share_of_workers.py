"""A connection that is slow never holds more than half of a queue's workers."""

import inspect

import pytest

from storefront.channels import services
from storefront.channels.tasks import read_tree
from storefront.jobs.kinds import Kind, kinds
from storefront.jobs.models import Job
from tests.builders import connection
from tests.jobs.rows import claim

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

WORKERS = 4


def told_a_connection() -> list[Kind[...]]:
    return [
        kind
        for kind in kinds.values()
        if "connection_id" in inspect.signature(kind.function).parameters
    ]


def test_every_kind_that_is_told_a_connection_takes_its_share():
    assert {kind.group for kind in told_a_connection()} == {
        "connection:{connection_id}"
    }


def test_a_sick_connection_leaves_half_of_the_slow_workers_to_the_others():
    assert owners_of_workers() == ["sick", "sick", "well"]


def test_control_without_a_share_it_takes_them_all():
    assert owners_of_workers(shares=False) == ["sick"] * WORKERS


def owners_of_workers(*, shares: bool = True) -> list[str]:
    """Whose jobs the slow workers hold when all of them have claimed one."""
    sick, well = connection("sick"), connection("well")
    services.look_now(sick)
    services.start_sync(sick)
    services.adopt_certain(sick)
    read_tree.enqueue(key=str(sick.pk), connection_id=sick.pk)
    services.start_sync(well)
    if not shares:
        Job.objects.update(group="")
    claimed = [
        claim(queue="slow", owner=f"here/slow-{number}", limit=WORKERS // 2)
        for number in range(WORKERS)
    ]
    names = {sick.pk: "sick", well.pk: "well"}
    return [names[job.args["connection_id"]] for job in claimed if job]
