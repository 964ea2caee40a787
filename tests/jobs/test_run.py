from datetime import timedelta

import pytest
from django.utils import timezone

from storefront.contract import clock
from storefront.jobs import leases, recurring
from storefront.jobs.models import Job
from storefront.jobs.services import Held, LeaseLost, held, renew_lease
from storefront.jobs.worker import run_claimed
from tests.jobs.chores.tasks import break_down, keep_on, put_off, sign, wind_the_clock
from tests.jobs.rows import claim, claimed, minutes_from_now, run_next, states

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_a_job_that_is_done_is_gone(tmp_path):
    sign.enqueue(path=str(tmp_path / "a"))

    run_next()

    assert (len((tmp_path / "a").read_text().splitlines()), states()) == (1, [])


def test_a_job_that_was_taken_back_is_not_run(tmp_path):
    sign.enqueue(path=str(tmp_path / "a"))
    job = claimed()
    leases.take_back(Job.objects.running())

    run_claimed(job.pk, job.attempts)

    assert not (tmp_path / "a").exists()


def test_a_failure_is_tried_again_later_and_says_why():
    break_down.enqueue()

    run_next()

    job = Job.objects.get()
    assert (job.state, job.last_error) == ("failed", "ValueError: no good")
    assert 0.05 <= minutes_from_now(job) <= 0.15


def test_the_last_attempt_leaves_it_dead():
    break_down.enqueue()
    run_next()
    Job.objects.update(run_at=clock.now())
    run_next()

    job = Job.objects.get()
    assert (job.state, job.attempts, job.last_error) == (
        "dead",
        2,
        "ValueError: no good",
    )


def test_the_pauses_grow_up_to_ten_minutes_and_differ():
    pauses = [leases.retry_at(attempts) - clock.now() for attempts in (1, 3, 9, 900)]

    longest = [timedelta(seconds=seconds) for seconds in (6, 54, 720, 720)]
    assert all(longest[n] * 0.6 <= pauses[n] <= longest[n] for n in range(4))
    assert leases.retry_at(4) != leases.retry_at(4)


def test_later_is_no_failure():
    put_off.enqueue()

    run_next()

    job = Job.objects.get()
    assert (job.state, job.attempts, minutes_from_now(job)) == ("waiting", 0, 5.0)


def test_later_gives_way_to_what_was_asked_for_meanwhile():
    put_off.enqueue(key="k")
    job = claimed()
    put_off.enqueue(key="k")

    run_claimed(job.pk, job.attempts)

    assert (states(), minutes_from_now(Job.objects.get())) == (["waiting"], 0.0)


def test_a_failure_goes_over_to_the_job_that_is_pending_already():
    break_down.enqueue(key="k")
    job = claimed()
    break_down.enqueue(key="k")

    run_claimed(job.pk, job.attempts)

    heir = Job.objects.get()
    assert (heir.pk != job.pk, heir.state, heir.attempts) == (True, "failed", 1)
    assert claim() is None


def test_a_lost_worker_costs_an_attempt_and_no_pause():
    sign.enqueue(path="a")
    claim()

    leases.take_back(Job.objects.running())

    job = Job.objects.get()
    assert (job.state, job.attempts, job.last_error) == (
        "failed",
        1,
        "The worker was lost.",
    )
    assert claim().attempts == 2


def test_a_job_that_loses_its_worker_each_time_dies():
    break_down.enqueue()
    for _ in range(2):
        Job.objects.update(run_at=clock.now())
        claim()
        leases.take_back(Job.objects.running())

    assert states() == ["dead"]


def test_only_a_lease_that_ran_out_is_expired():
    sign.enqueue(path="a")
    claim()
    assert not Job.objects.expired().exists()

    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    assert Job.objects.expired().count() == 1


def test_renewing_moves_the_lease_of_the_running_job():
    keep_on.enqueue(path="/dev/null", seconds=0)
    job = claimed()
    token = held.set(Held(job, timedelta(minutes=5)))
    renew_lease()
    held.reset(token)

    left = Job.objects.get().lease_until - timezone.now()
    assert timedelta(minutes=4) < left <= timedelta(minutes=5)


def test_renewing_a_lost_lease_stops_the_job():
    sign.enqueue(path="a")
    token = held.set(Held(claimed(), timedelta(minutes=5)))
    leases.take_back(Job.objects.running())

    with pytest.raises(LeaseLost):
        renew_lease()
    held.reset(token)


def test_renewing_outside_a_job_does_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        renew_lease()


def test_a_recurring_job_waits_again_when_it_is_done():
    wind_the_clock.enqueue()
    run_next()
    recurring.ensure_rows()

    job = Job.objects.get(kind="chores.wind_the_clock")
    assert (job.state, job.attempts, minutes_from_now(job)) == ("waiting", 0, 60.0)


def test_a_recurring_job_never_dies():
    wind_the_clock.enqueue()
    for _ in range(10):
        claim()
        leases.take_back(Job.objects.running())
        Job.objects.update(run_at=clock.now())

    assert states() == ["failed"]


def test_a_recurring_job_asked_for_while_it_runs_stays_one():
    wind_the_clock.enqueue()
    job = claimed()
    wind_the_clock.enqueue()

    run_claimed(job.pk, job.attempts)

    assert (states(), minutes_from_now(Job.objects.get())) == (["waiting"], 0.0)


def test_a_recurring_job_that_a_shifted_clock_put_off_comes_back():
    wind_the_clock.enqueue(run_at=clock.now() + timedelta(days=30))

    recurring.ensure_rows()

    assert minutes_from_now(Job.objects.get(kind="chores.wind_the_clock")) == 60.0
