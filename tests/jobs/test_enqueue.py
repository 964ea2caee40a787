from datetime import timedelta

import pytest
from django.db import connection, transaction

from storefront.contract import clock
from storefront.jobs import services
from storefront.jobs.models import Job
from tests.jobs.chores.tasks import break_down, sign, wind_the_clock
from tests.jobs.rows import claim, claimed, run_next, states
from tests.race import Step, in_parallel

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_keeps_what_is_to_be_done():
    sign.enqueue(path="a", key="k", group="g")

    job = Job.objects.get()
    assert (job.kind, job.queue, job.key, job.group) == (
        "chores.sign",
        "fast",
        "k",
        "g",
    )
    assert (job.args, job.state, job.attempts) == ({"path": "a"}, "waiting", 0)


def test_a_kind_that_is_called_runs_here(tmp_path):
    sign(path=str(tmp_path / "a"))

    assert (tmp_path / "a").exists()


def test_pending_jobs_of_one_key_are_one_job():
    sign.enqueue(path="a", key="k")
    sign.enqueue(path="b", key="k")

    assert Job.objects.get().args == {"path": "b"}


def test_jobs_without_a_key_are_many():
    sign.enqueue(path="a")
    sign.enqueue(path="a")

    assert Job.objects.count() == 2


def test_other_kinds_may_use_the_same_key():
    sign.enqueue(path="a", key="k")
    break_down.enqueue(key="k")

    assert Job.objects.count() == 2


def test_the_earlier_moment_counts():
    now = clock.now()
    for minutes in (10, 5, 7):
        sign.enqueue(path="a", key="k", run_at=now + timedelta(minutes=minutes))

    assert Job.objects.get().run_at == now + timedelta(minutes=5)


def test_what_failed_is_not_tried_before_its_time():
    break_down.enqueue(key="k")
    run_next()
    break_down.enqueue(key="k")

    assert (states(), claim()) == (["failed"], None)


def test_asking_while_it_runs_makes_it_run_once_more():
    sign.enqueue(path="a", key="k")
    claimed()
    sign.enqueue(path="a", key="k")
    sign.enqueue(path="a", key="k")

    assert states() == ["running", "waiting"]


@pytest.mark.django_db(transaction=True)
def test_what_is_due_already_is_only_read(django_assert_num_queries):
    sign.enqueue(path="a", key="k")

    with django_assert_num_queries(1):
        sign.enqueue(path="a", key="k")


@pytest.mark.django_db(transaction=True)
def test_what_is_due_later_is_brought_forward():
    later = clock.now() + timedelta(minutes=5)
    sign.enqueue(path="a", key="k", run_at=later)
    sign.enqueue(path="a", key="k")

    assert Job.objects.get().run_at < later


def test_a_rolled_back_transaction_leaves_no_job():
    with transaction.atomic():
        sign.enqueue(path="a")
        transaction.set_rollback(True)

    assert not Job.objects.exists()


def test_a_recurring_kind_has_one_row_and_is_brought_forward():
    wind_the_clock.enqueue(run_at=clock.now() + timedelta(hours=1))
    wind_the_clock.enqueue()

    assert Job.objects.get().run_at <= clock.now()


@pytest.fixture
def overtaken():
    """Say whether a worker got the pending job before the enqueuer's commit."""

    def race() -> tuple[bool, bool]:
        sign.enqueue(path="a", key="k")
        early = []

        def enqueuer(meet: Step, wait: Step) -> None:
            with transaction.atomic():
                sign.enqueue(path="a", key="k")
                meet()
                wait()

        def worker(meet: Step, wait: Step) -> None:
            meet()
            early.append(claim())
            wait()

        in_parallel(enqueuer, worker)
        return early[0] is not None, claim() is not None

    return race


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer")
class TestAWorkerCannotOvertakeTheEnqueuer:
    def test_it_gets_the_job_after_the_commit(self, overtaken):
        assert overtaken() == (False, True)

    def test_control_without_the_lock_it_does(self, overtaken, monkeypatch):
        def look(job: Job) -> bool:
            return Job.objects.pending().filter(kind=job.kind, key=job.key).exists()

        monkeypatch.setattr(services, "merge", look)

        assert overtaken() == (True, False)


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_make_one_job():
    def ask(meet: Step, _wait: Step) -> None:
        meet()
        sign.enqueue(path="a", key="k")

    for _ in range(10):
        in_parallel(ask, ask)

    assert Job.objects.count() == 1
