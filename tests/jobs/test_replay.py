import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from storefront.contract import clock
from storefront.jobs import services
from storefront.jobs.models import Job
from tests.jobs.chores.tasks import sign
from tests.jobs.rows import states

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
CHANGELIST = "admin:jobs_job_changelist"


def job_in(state: str, key: str = "") -> Job:
    return Job.objects.create(
        kind="chores.sign",
        key=key,
        args={"path": "a"},
        queue="fast",
        state=state,
        attempts=8,
        run_at=clock.now(),
        last_error="OSError: gone",
    )


def test_gives_a_dead_job_all_its_attempts_again():
    job = job_in("dead")

    assert services.replay(Job.objects.all()) == 1

    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 0)


def test_twice_is_once():
    job_in("dead")
    jobs = Job.objects.all()

    assert (services.replay(jobs), services.replay(jobs)) == (1, 0)


def test_leaves_running_and_waiting_jobs_alone():
    job_in("running")
    job_in("waiting")

    assert (services.replay(Job.objects.all()), states()) == (0, ["running", "waiting"])


def test_a_dead_job_becomes_one_with_the_pending_one():
    job_in("dead", key="k")
    sign.enqueue(path="a", key="k")

    assert (services.replay(Job.objects.all()), states()) == (1, ["waiting"])


def log_in(*permissions: str) -> Client:
    bob = get_user_model().objects.create_user("bob", is_staff=True)
    bob.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(bob)
    return client


def test_staff_see_why_a_job_died():
    job_in("dead")

    page = log_in("view_job").get(reverse(CHANGELIST), {"state__exact": "dead"})

    assert "OSError: gone" in page.content.decode()


def test_staff_run_it_again():
    job = job_in("dead")

    log_in("view_job", "change_job").post(
        reverse(CHANGELIST), {"action": "run_again", "_selected_action": [job.pk]}
    )

    assert states() == ["waiting"]


def test_who_may_only_look_cannot_run_it_again():
    job = job_in("dead")

    log_in("view_job").post(
        reverse(CHANGELIST), {"action": "run_again", "_selected_action": [job.pk]}
    )

    assert states() == ["dead"]


def test_only_dead_jobs_can_be_thrown_away():
    dead, waiting = job_in("dead"), job_in("waiting")
    client = log_in("view_job", "delete_job")

    for job in (dead, waiting):
        client.post(reverse("admin:jobs_job_delete", args=[job.pk]), {"post": "yes"})

    assert list(Job.objects.all()) == [waiting]


def test_nobody_can_name_a_function_to_be_called():
    ann = get_user_model().objects.create_superuser("ann")
    client = Client()
    client.force_login(ann)

    assert client.get("/admin/django_q/schedule/add/").status_code == 404
