"""Alerts for staff: one for each matter, until it is settled."""

import pytest
from django.test import Client
from django.utils.translation import gettext_noop as _
from django.utils.translation import override

from storefront.outbox.alerts import Matter, keep_alerts, raise_alert, settle_alert
from storefront.outbox.models import Alert
from tests.crowd import all_at_once
from tests.people import ann, bob, eve

TEXT = _("%(channel)s cannot be reached: %(reason)s")
MATTER = Matter("gone", "1", TEXT, {"channel": "north", "reason": "no answer"})


def alarm() -> None:
    raise_alert(MATTER)


def about(subject: str) -> Matter:
    return Matter("gone", subject, TEXT, {"channel": subject, "reason": "no answer"})


def open_subjects() -> set[str]:
    return set(Alert.objects.open().values_list("subject", flat=True))


def test_is_said_in_the_readers_language(db):
    alarm()
    alert = Alert.objects.get()

    with override("en"):
        english = str(alert)
    with override("vi"):
        vietnamese = str(alert)

    assert english == "north cannot be reached: no answer"
    assert vietnamese == "Không liên lạc được với north: no answer"


def test_the_same_matter_is_one_alert(db):
    alarm()
    alarm()

    assert Alert.objects.get().times == 2


def test_a_settled_matter_that_comes_back_is_another(db):
    alarm()
    settle_alert(kind="gone", subject="1")

    alarm()

    assert (Alert.objects.open().count(), Alert.objects.count()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_raised_at_once_it_is_one():
    assert all_at_once([alarm] * 4) == [None] * 4
    assert Alert.objects.get().times == 4


def test_keeping_opens_what_is_and_settles_what_is_not_any_more(db):
    keep_alerts("gone", [about("1"), about("2")])

    keep_alerts("gone", [about("2"), about("3")])

    assert open_subjects() == {"2", "3"}


def test_keeping_one_kind_leaves_the_others_alone(db):
    alarm()

    keep_alerts("dead jobs", [])

    assert open_subjects() == {"1"}


def test_staff_settle_it(db):
    alarm()
    client = Client()
    client.force_login(ann())
    chosen = {"action": "settle", "_selected_action": [Alert.objects.get().pk]}

    client.post("/admin/outbox/alert/", chosen)

    assert Alert.objects.get().settled_at is not None


def test_every_page_of_the_admin_says_it(db):
    alarm()
    client = Client()
    client.force_login(ann())

    page = client.get("/admin/")

    assert "Không liên lạc được với north: no answer" in page.content.decode()


def test_who_may_not_see_alerts_does_not(db):
    alarm()
    client = Client()
    client.force_login(bob())

    assert "Không liên lạc được" not in client.get("/admin/").content.decode()


def test_a_stranger_sees_nothing(db):
    alarm()
    client = Client()
    client.force_login(eve())

    assert client.get("/admin/outbox/alert/").status_code == 302
