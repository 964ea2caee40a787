"""Incidents are found in the rows, whoever made them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from storefront.connections.models import Breaker, Bucket
from storefront.jobs.models import Job
from storefront.outbox.models import Alert
from storefront.outbox.watching import watch
from tests import builders

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return list(Alert.objects.open().values_list("kind", flat=True))


def gone(channel) -> None:
    now = timezone.now()
    Breaker.objects.create(
        connection=channel, failing_since=now, opened_at=now, retry_at=now
    )


def test_dead_credentials_are_found_and_over_once_renewed():
    channel = builders.connection(needs_staff=True, trouble="session expired")
    watch()
    alert = Alert.objects.get()

    channel.needs_staff = False
    channel.save()
    watch()

    assert (
        alert.text_en == f"{channel} no longer accepts our credentials: session expired"
    )
    assert kinds() == []


def test_a_platform_that_is_gone_is_loud_only_after_a_while():
    gone(builders.connection())

    watch()

    assert (kinds(), Alert.objects.loud().count()) == (["unreachable"], 0)


def test_a_platform_that_is_back_at_once_was_no_incident():
    gone(builders.connection())
    watch()
    Breaker.objects.all().delete()

    watch()

    assert Alert.objects.count() == 0


def test_dead_jobs_are_one_alert_for_each_kind():
    for key in "ab":
        Job.objects.create(
            kind="feeds.build", key=key, state=Job.State.DEAD, run_at=timezone.now()
        )

    watch()

    assert Alert.objects.get().text_en.endswith("2 × feeds.build.")


def test_a_budget_used_up_is_loud_only_after_an_hour():
    channel = builders.connection()
    later = timezone.now() + timedelta(hours=2)
    Bucket.objects.create(
        connection=channel,
        endpoint="products",
        tokens=0,
        filled_at=timezone.now(),
        blocked_until=later,
    )

    watch()

    assert (kinds(), Alert.objects.loud().count()) == (["budget used up"], 0)
