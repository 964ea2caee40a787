"""Real processes, really killed. Time limits here are bounds, not expectations."""

import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from django.utils import timezone

from storefront.jobs.models import Job
from storefront.jobs.supervisor import NICE
from tests.jobs.chores.tasks import (
    crash,
    keep_on,
    oversleep,
    sign,
    sign_slowly,
    stumble,
    wind_the_clock,
)
from tests.jobs.supervised import Work, alive, eventually, lines, work

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def paper(tmp_path) -> Path:
    return tmp_path / "paper"


@pytest.fixture
def working(tmp_path) -> Iterator[Work]:
    with work(tmp_path / "log") as started:
        yield started


def all_work(working: Work, folder: Path) -> bool:
    """Do both workers of both queues answer? Each takes a share of these jobs."""
    names = [f"{kind.name}-{n}" for kind in (sign, sign_slowly) for n in range(4)]
    for kind in (sign, sign_slowly):
        for n in range(4):
            kind.enqueue(path=str(folder / f"{kind.name}-{n}"))
    return eventually(lambda: all(lines(folder / name) for name in names)) and (
        eventually(working.ready)
    )


def at_work(paper: Path) -> int:
    """The worker that wrote the last line."""
    return int(lines(paper)[-1].split()[1])


@pytest.mark.sqlite
def test_runs_jobs_quietly_and_leaves_nothing_behind(tmp_path, paper):
    with work(tmp_path / "log") as working:
        assert all_work(working, tmp_path)
        assert eventually(lambda: Job.objects.filter(key="recurring").exists())
        working.stop()

        assert working.left_over() == []
    assert working.log.read_text() == ""
    assert not Job.objects.exclude(key="recurring").exists()


@pytest.mark.sqlite
def test_a_busy_worker_killed_means_the_job_runs_again(working, paper):
    stumble.enqueue(path=str(paper))
    assert eventually(lambda: lines(paper))

    working.find(at_work(paper)).kill()

    assert eventually(lambda: len(lines(paper)) == 2)
    assert eventually(lambda: not Job.objects.filter(kind="chores.stumble").exists())
    assert eventually(working.ready)


def test_an_idle_worker_killed_stalls_nothing(working, tmp_path):
    for worker in working.workers():
        worker.kill()

    assert eventually(lambda: working.replaced(4))
    assert all_work(working, tmp_path)


def test_a_sentinel_or_a_main_killed_leaves_no_orphans(working, tmp_path):
    first, second, third, _ = working.mains()
    lost = [first, second, *first.children(True), *second.children(True)]

    working.sentinel(first).kill()
    second.kill()
    third.children(recursive=True)[-1].kill()

    assert eventually(lambda: working.replaced(3))
    assert eventually(lambda: not [process for process in lost if alive(process)])
    assert all_work(working, tmp_path)


def test_a_supervisor_killed_takes_all_with_it_and_the_next_one_carries_on(
    working, tmp_path, paper
):
    stumble.enqueue(path=str(paper))
    assert eventually(lambda: lines(paper))

    working.supervisor.kill()

    assert eventually(lambda: working.left_over() == [])
    Job.objects.running().update(lease_until=timezone.now() - timedelta(seconds=1))
    with work(tmp_path / "log2"):
        assert eventually(lambda: len(lines(paper)) == 2)
        assert eventually(lambda: not Job.objects.running().exists())


def test_a_job_that_kills_its_workers_dies_and_others_go_on(working, tmp_path, paper):
    crash.enqueue(path=str(paper))

    assert eventually(lambda: Job.objects.filter(state="dead").exists())

    assert len(lines(paper)) == 2
    assert all_work(working, tmp_path)


def test_a_job_that_outsleeps_its_lease_is_stopped_and_run_again(working, paper):
    oversleep.enqueue(path=str(paper))

    assert eventually(lambda: len(lines(paper)) == 2)
    assert eventually(lambda: not Job.objects.filter(kind="chores.oversleep").exists())


def test_a_job_that_renews_its_lease_runs_once(working, paper):
    keep_on.enqueue(path=str(paper), seconds=4)

    assert eventually(lambda: lines(paper))
    assert eventually(lambda: not Job.objects.filter(kind="chores.keep_on").exists())
    assert len(lines(paper)) == 1


def test_stopping_gives_back_the_job_it_interrupts(working, paper):
    stumble.enqueue(path=str(paper))
    assert eventually(lambda: lines(paper))

    assert (working.stop(), working.left_over()) == (0, [])
    assert Job.objects.get(kind="chores.stumble").state == "failed"


def test_a_slow_group_leaves_a_worker_to_others(working, paper, tmp_path):
    for name in "abc":
        stumble.enqueue(path=str(tmp_path / name), group="slow shop")
    assert eventually(lambda: lines(tmp_path / "a"))

    sign.enqueue(path=str(paper), group="other shop")

    assert eventually(lambda: lines(paper))
    assert [lines(tmp_path / name) for name in "bc"] == [[], []]


def test_all_of_it_gives_way_to_pages(working):
    ours = psutil.Process().nice()

    assert {process.nice() - ours for process in working.everyone()} == {NICE}


def test_signals_from_a_terminal_stop_it_too(tmp_path):
    with work(tmp_path / "log") as working:
        assert (working.stop(signal.SIGINT), working.left_over()) == (0, [])


@pytest.mark.sqlite
def test_a_recurring_job_runs_without_being_asked(working):
    assert eventually(
        lambda: Job.objects.filter(
            kind=wind_the_clock.name, run_at__gt=timezone.now()
        ).exists()
    )
