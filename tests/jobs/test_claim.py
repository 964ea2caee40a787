import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet

from storefront.contract import clock
from storefront.jobs import leases
from storefront.jobs.models import Job
from tests.jobs.chores.tasks import sign, sign_slowly
from tests.jobs.rows import claim
from tests.race import Step, in_parallel

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_counts_the_attempt_before_the_work():
    sign.enqueue(path="a")

    claim()

    job = Job.objects.get()
    assert (job.state, job.attempts, job.lease_owner) == ("running", 1, "here/fast-1")


def test_nothing_due_is_nothing_and_writes_nothing(django_assert_num_queries):
    sign.enqueue(path="a", run_at=clock.now() + timedelta(minutes=1))
    sign_slowly.enqueue(path="a")

    with django_assert_num_queries(1):
        assert claim() is None


def test_the_longest_due_goes_first():
    sign.enqueue(path="late", run_at=clock.now() - timedelta(seconds=1))
    sign.enqueue(path="early", run_at=clock.now() - timedelta(seconds=2))

    assert claim().args == {"path": "early"}


def test_a_kind_this_worker_does_not_know_is_left_alone():
    Job.objects.create(kind="new.thing", queue="fast", run_at=clock.now())

    assert claim() is None


def test_a_group_holds_no_more_than_its_share():
    for _ in range(3):
        sign.enqueue(path="a", group="slow shop")
    sign.enqueue(path="b", group="other shop")

    taken = [claim(owner=f"here/fast-{n}", limit=2) for n in range(4)]

    groups = [job and job.group for job in taken]
    assert groups == ["slow shop", "slow shop", "other shop", None]


def test_shares_are_counted_for_each_queue():
    sign_slowly.enqueue(path="a", group="g")
    sign.enqueue(path="a", group="g")

    assert (claim() is None, claim(queue="slow") is None) == (False, False)


def test_what_a_lost_supervisor_held_does_not_count():
    sign.enqueue(path="a", group="g")
    sign.enqueue(path="a", group="g")

    assert claim(owner="gone/fast-1") is not None
    assert claim(owner="here/fast-1") is not None


@pytest.fixture
def at_once(monkeypatch) -> Callable[[], list[int]]:
    """Let two workers claim at the same moment; say which jobs they got."""
    both_chose = threading.Barrier(2, timeout=1)
    lease = leases.lease

    def choose_then_lease(job: Job, owner: str) -> Job:
        with suppress(threading.BrokenBarrierError):  # only one came so far: fine
            both_chose.wait()
        return lease(job, owner)

    monkeypatch.setattr(leases, "lease", choose_then_lease)

    def race() -> list[int]:
        taken: list[int] = []

        def worker(meet: Step, _wait: Step) -> None:
            meet()
            job = claim(owner=f"here/{threading.get_ident()}")
            taken.extend([job.pk] if job else [])

        in_parallel(worker, worker)
        return taken

    return race


@pytest.mark.django_db(transaction=True)
class TestTwoWorkersAtOnce:
    def test_get_one_job_once(self, at_once):
        sign.enqueue(path="a")

        assert len(at_once()) == 1

    def test_get_no_more_than_the_share_of_a_group(self, at_once):
        sign.enqueue(path="a", group="g")
        sign.enqueue(path="b", group="g")

        assert len(at_once()) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="On SQLite the transaction itself is the lock",
)
class TestControl:
    def test_without_row_locks_both_get_the_one_job(self, at_once, monkeypatch):
        sign.enqueue(path="a")
        monkeypatch.setattr(leases, "lock_queue", lambda _queue: None)
        monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self)

        assert len(at_once()) == 2

    def test_without_the_queue_lock_a_group_gets_too_much(self, at_once, monkeypatch):
        sign.enqueue(path="a", group="g")
        sign.enqueue(path="b", group="g")
        monkeypatch.setattr(leases, "lock_queue", lambda _queue: None)

        assert len(at_once()) == 2
