"""What a platform accepted is followed until it has judged it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from storefront.catalog.services import save_product
from storefront.channels import reviewing
from storefront.channels.drift import Drift
from storefront.channels.models import Part, Review
from storefront.connections.models import Delivery
from storefront.connections.signals import events_arrived
from storefront.contract import data
from storefront.contract.data import Judgement, Verdict
from storefront.contract.errors import PlatformUnavailable
from storefront.contract.webhooks import Event, Topic
from storefront.jobs.models import Job
from tests.builders import variant
from tests.channels.engine import archive, content, part, sync, turn
from tests.channels.test_reading_back import read

pytestmark = pytest.mark.django_db

BLURRED = data.Problem(
    "audit_failed", data.Text(vi="Ảnh có chữ", en="There is text on the picture")
)


@pytest.fixture
def mug():
    return variant("mug")


@pytest.fixture
def listed(connect, mug):
    """A listing that was accepted a minute ago."""
    connection = connect("fake.judging")
    read(connection)
    publish(connection)
    return connection


def publish(connection) -> None:
    sync(connection)
    Review.objects.update(ask_at=timezone.now())


def judge(connection, platform, judgement: Judgement, *problems: data.Problem) -> None:
    (number,) = platform.items
    platform.verdicts[number] = Verdict(number, judgement, problems)
    reviewing.ask(connection)


def rename(mug, title: str) -> None:
    mug.product.title_vi = title
    save_product(mug.product)


@pytest.mark.sqlite
def test_what_is_accepted_is_asked_about(listed, platform):
    judge(listed, platform, Judgement.PASSED)

    assert Review.objects.get().state == Judgement.PASSED
    assert not Review.objects.due().exists()
    assert not Part.objects.unconfirmed().exists()


def test_a_no_is_shown_with_its_reason_and_rests(listed, platform):
    judge(listed, platform, Judgement.REFUSED, BLURRED)

    refused = content(listed, "mug")
    assert refused.problems[0]["message"]["vi"] == "Ảnh có chữ"
    assert refused in Part.objects.refused_as_they_stand()
    assert refused not in Part.objects.waiting()


def test_what_was_mended_is_sent_and_judged_anew(listed, platform, mug):
    judge(listed, platform, Judgement.REFUSED, BLURRED)
    rename(mug, "Cốc không chữ")
    turn(listed)
    Review.objects.update(ask_at=timezone.now())
    judge(listed, platform, Judgement.PASSED)

    assert [item.title for item in platform.items.values()] == ["Cốc không chữ"]
    assert not Part.objects.unconfirmed().exists()
    assert not Part.objects.refused_as_they_stand().exists()


def test_a_no_that_was_taken_back_is_over(listed, platform):
    judge(listed, platform, Judgement.REFUSED, BLURRED)
    Review.objects.update(ask_at=timezone.now())
    judge(listed, platform, Judgement.PASSED)

    assert content(listed, "mug").problems == []
    assert not Part.objects.refused_as_they_stand().exists()


def test_a_price_that_waited_is_due_once_it_passed(listed, platform):
    hour = timezone.now() + timedelta(hours=1)
    Part.objects.filter(name=data.Part.PRICE).update(not_before=hour)
    judge(listed, platform, Judgement.PASSED)

    assert part(listed, "mug", data.Part.PRICE).not_before is None


@pytest.mark.parametrize("newer", [True, False], ids=["newer", "control"])
def test_a_verdict_on_what_was_sent_before_is_left_alone(listed, mug, newer):
    (row,) = reviewing.take_due(listed)
    if newer:
        rename(mug, "Cốc khác")
        turn(listed)
    no = Verdict(row.listing.external_id, Judgement.REFUSED, (BLURRED,))
    reviewing.keep(row, no)

    assert Part.objects.refused_as_they_stand().exists() is not newer


def test_two_that_look_at_once_ask_once(listed):
    assert [len(reviewing.take_due(listed)) for _ in range(2)] == [1, 0]


def test_it_is_asked_ever_more_seldom(listed):
    day = timezone.now() - timedelta(days=1)
    Review.objects.update(since=day)
    (row,) = reviewing.take_due(listed)

    assert row.ask_at >= timezone.now() + reviewing.LATE - timedelta(minutes=1)


def test_what_was_not_answered_is_due_at_once(listed, platform):
    platform.before = [PlatformUnavailable("down")]
    with pytest.raises(PlatformUnavailable):
        reviewing.ask(listed)

    assert Review.objects.due().exists()


def test_an_event_about_it_has_it_asked_about_at_once(listed, platform):
    Review.objects.update(ask_at=None)
    told = Event("one", Topic.LISTING, "audited", "e1", *platform.items)
    events_arrived.send(Delivery, connection=listed, events=[told])

    assert Review.objects.due().exists()
    assert Job.objects.filter(kind__endswith="ask_verdicts").exists()


def test_an_event_about_something_else_asks_nothing(listed):
    Review.objects.update(ask_at=None)
    told = Event("one", Topic.LISTING, "audited", "e1", "not-ours")
    events_arrived.send(Delivery, connection=listed, events=[told])

    assert not Review.objects.due().exists()


@pytest.mark.parametrize(
    ("state", "causes"),
    [(Judgement.WAITING, []), (Judgement.PASSED, [Drift.Cause.EDITED])],
    ids=["waiting", "control"],
)
def test_what_is_shown_meanwhile_was_not_edited_there(listed, platform, state, causes):
    """An edit is for sale only when it has passed."""
    (item,) = platform.items.values()
    item.title = "As it was before"
    Review.objects.update(state=state)
    read(listed)

    assert list(Drift.objects.values_list("cause", flat=True)) == causes


def test_what_was_taken_down_is_not_asked_about(listed, mug):
    archive(mug)
    turn(listed)

    assert not Review.objects.exists()


def test_staff_see_that_it_is_looked_at(listed, admin_client):
    page = reverse("admin:channels_listing_changelist")
    headers = {"accept-language": "en"}
    told = admin_client.get(page, {"standing": "in_review"}, headers=headers)

    assert "The channel looks at it" in told.text
    assert told.context["cl"].result_count == 1
