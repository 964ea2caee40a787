"""Alerts for staff: one for each matter, until it is settled."""

import pytest
from django.test import Client
from django.utils.translation import gettext_noop as _
from django.utils.translation import override

from storefront.outbox.alerts import raise_alert, settle_alert
from storefront.outbox.models import Alert
from tests.crowd import all_at_once
from tests.people import ann

TEXT = _("Order %(order)s of %(channel)s cannot be imported: %(reason)s")
FACTS = {"order": "17", "channel": "north", "reason": "no state"}


def alarm() -> None:
    raise_alert(key="import 1", text=TEXT, facts=FACTS)


def test_is_said_in_the_readers_language(db):
    alarm()
    alert = Alert.objects.get()

    with override("en"):
        english = str(alert)
    with override("vi"):
        vietnamese = str(alert)

    assert english == "Order 17 of north cannot be imported: no state"
    assert vietnamese == "Không nhập được đơn 17 của north: no state"


def test_the_same_matter_is_one_alert(db):
    alarm()
    alarm()

    assert Alert.objects.get().times == 2


def test_a_settled_matter_that_comes_back_is_another(db):
    alarm()
    settle_alert(key="import 1")

    alarm()

    assert Alert.objects.filter(settled_at=None).count() == 1
    assert Alert.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_raised_at_once_it_is_one():
    assert all_at_once([alarm] * 4) == [None] * 4
    assert Alert.objects.get().times == 4


def test_staff_settle_it(db):
    alarm()
    client = Client()
    client.force_login(ann())
    chosen = {"action": "settle", "_selected_action": [Alert.objects.get().pk]}

    client.post("/admin/outbox/alert/", chosen)

    assert Alert.objects.get().settled_at is not None
