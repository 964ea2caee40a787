import time

import pytest
from allauth.account.models import EmailAddress

from storefront.customers import ways
from storefront.customers.contacts import Contact, Kind
from storefront.customers.models import User
from storefront.customers.services import add_contact
from storefront.customers.ways import remove_way, ways_of
from tests.crowd import all_at_once
from tests.signing_in import customer

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_removals_at_once_leave_one_way():
    assert left_after_both_are_removed() == 1


def test_control_without_the_lock_they_leave_none(monkeypatch):
    slow = ways.ways_of

    def looked_at_by_both(user: User):
        found = slow(user)
        time.sleep(0.5)
        return found

    monkeypatch.setattr(ways, "ways_of", looked_at_by_both)
    monkeypatch.setattr(ways, "lock", lambda user: User.objects.get(pk=user.pk))

    assert left_after_both_are_removed() == 0


def left_after_both_are_removed() -> int:
    user = customer("lan@example.com")
    add_contact(user=user, contact=Contact(Kind.PHONE, "+84912345678"))
    keys = [way.key for way in ways_of(User.objects.get(pk=user.pk))]
    removals = [lambda key=key: remove_way(user=user, key=key) for key in keys]
    all_at_once(removals)
    user.refresh_from_db()
    return EmailAddress.objects.filter(user=user).count() + bool(user.phone)
