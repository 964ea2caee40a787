"""Staff are written to once when something is wrong, and once when it is over."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from storefront.outbox import staff
from storefront.outbox.alerts import Matter, raise_alert, settle_alert
from storefront.outbox.models import Alert, Message
from storefront.outbox.staff import tell
from storefront.outbox.watching import watch
from storefront.shop.models import Profile
from tests.crowd import all_at_once

pytestmark = pytest.mark.django_db
TEXT = _("%(channel)s cannot be reached: %(reason)s")
FACTS = {"channel": "north", "reason": "no answer"}


@pytest.fixture(autouse=True)
def profile(db) -> Profile:
    kept = Profile(name="Gốm Bàu", email="shop@example.com")
    kept.save()
    return kept


def matter(**changed: object) -> Matter:
    return Matter(
        **{"kind": "gone", "subject": "1", "text": TEXT, "facts": FACTS} | changed
    )


def alarm() -> None:
    raise_alert(matter())


def all_clear() -> None:
    settle_alert(kind="gone", subject="1")


def letters() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("subject", flat=True))


def test_one_letter_however_often_it_is_told():
    alarm()
    alarm()

    assert letters() == ["Gốm Bàu cần bạn: Không liên lạc được với north: no answer"]


def test_the_letter_says_what_to_do_and_where(settings):
    settings.SITE_URL = "https://gombau.vn"

    raise_alert(
        matter(fix=_("Look at why, and let it run again."), link="/admin/jobs/")
    )

    body = Message.objects.get().body
    assert "Việc cần làm: Xem lý do, rồi cho chạy lại." in body
    assert "https://gombau.vn/admin/jobs/" in body


def test_one_letter_when_it_is_over():
    alarm()
    all_clear()
    all_clear()

    assert letters()[1:] == [
        "Gốm Bàu, đã xong: Không liên lạc được với north: no answer"
    ]


def test_everybody_named_is_written_to(profile):
    profile.alert_emails = "lan@example.com, nam@example.com"
    profile.save()

    alarm()

    told = set(Message.objects.values_list("to", flat=True))
    assert told == {"lan@example.com", "nam@example.com"}


def test_nothing_is_written_for_what_was_rolled_back():
    with transaction.atomic():
        alarm()
        transaction.set_rollback(True)

    assert (letters(), Alert.objects.count()) == ([], 0)


def test_what_is_gone_within_its_grace_leaves_no_trace():
    raise_alert(matter(grace=timedelta(minutes=5)))
    all_clear()

    assert (letters(), Alert.objects.count()) == ([], 0)


def test_what_outlasts_its_grace_is_written_of(monkeypatch):
    raise_alert(matter(grace=timedelta(minutes=5)))
    Alert.objects.update(quiet_until=timezone.now())

    tell(Alert.objects.get().pk)

    assert len(letters()) == 1


def test_another_stage_is_written_of_anew():
    raise_alert(matter(stage="7 days"))
    raise_alert(matter(stage="7 days"))
    raise_alert(matter(stage="1 day"))

    assert (len(letters()), Alert.objects.count()) == (2, 1)


def test_whoever_is_named_later_is_told_of_what_is_open(profile):
    Profile.objects.update(email="")
    raise_alert(matter(kind="oversold"))
    assert letters() == []
    Profile.objects.update(email="shop@example.com")

    watch()

    assert len(letters()) == 1


@pytest.mark.django_db(transaction=True)
def test_raised_at_once_by_many_it_is_one_letter():
    assert all_at_once([alarm] * 4) == [None] * 4
    assert len(letters()) == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_claim_many_write(monkeypatch):
    """The letter is claimed by one conditional update; read instead, all write."""

    def tell_unclaimed(alert_id: int) -> None:
        staff.write("alert", Alert.objects.get(pk=alert_id), staff.addresses())

    monkeypatch.setattr("storefront.outbox.alerts.tell", tell_unclaimed)

    all_at_once([alarm] * 4)

    assert len(letters()) == 4


@pytest.mark.django_db(transaction=True)
def test_settled_at_once_by_many_it_is_one_letter():
    alarm()

    all_at_once([all_clear] * 4)

    assert len(letters()) == 2
