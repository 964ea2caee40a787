import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from storefront.customers.consents import say
from storefront.customers.contacts import Contact, Kind
from storefront.customers.models import Consent, User
from storefront.customers.services import add_contact
from storefront.insights import invites, tasks
from storefront.insights.lockout import EMAIL
from storefront.insights.models import Invite, InviteQuerySet
from storefront.outbox.models import Message
from tests.buying import buyer, order, phone
from tests.crowd import all_at_once
from tests.signing_in import customer

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

State = Invite.State


def hanging_on_email(count: int = 1) -> list[User]:
    return [customer() for _ in range(count)]


def test_everybody_concerned_gets_one_letter():
    hanging_on_email(3)

    asked = invites.invite(reliance=EMAIL)
    tasks.send_invites()

    assert (asked, Message.objects.count()) == (3, 3)
    assert "/vi/account/ways/" in Message.objects.first().body


def test_pressing_twice_invites_nobody_twice():
    hanging_on_email(2)
    invites.invite(reliance=EMAIL)
    tasks.send_invites()

    again = invites.invite(reliance=EMAIL)

    assert (again, Message.objects.count()) == (0, 2)


def test_after_ninety_days_they_may_be_asked_again():
    hanging_on_email()
    invites.invite(reliance=EMAIL)
    tasks.send_invites()
    Invite.objects.update(created_at=timezone.now() - timedelta(days=91))

    assert invites.invite(reliance=EMAIL) == 1


def test_twenty_go_at_a_time():
    hanging_on_email(25)
    invites.invite(reliance=EMAIL)

    tasks.send_invites()

    assert Message.objects.count() == 20


def test_who_does_not_want_reminders_gets_none():
    lan = hanging_on_email()[0]
    say(user=lan, purpose=Consent.Purpose.REMINDERS, given=False)
    invites.invite(reliance=EMAIL)

    tasks.send_invites()

    assert Invite.objects.get().state == State.NOT_WANTED
    assert Message.objects.count() == 0


def test_who_has_added_a_way_meanwhile_gets_none():
    lan = hanging_on_email()[0]
    invites.invite(reliance=EMAIL)
    add_contact(user=lan, contact=Contact(Kind.PHONE, phone()))

    tasks.send_invites()

    assert Invite.objects.get().state == State.NOT_NEEDED


def test_who_left_no_contact_is_reached_where_their_order_went():
    lan = User.objects.create_user("was-on-facebook")
    order(customer=lan, buyer=buyer(email="lan@example.com"))
    before = Message.objects.count()
    row = Invite(customer=lan, reliance="provider:1")

    contact, _language = invites.address_of(row.customer)

    assert (contact.value, Message.objects.count()) == ("lan@example.com", before)


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_letter_once():
    hanging_on_email(6)
    invites.invite(reliance=EMAIL)

    all_at_once([tasks.send_invites] * 3)

    assert Message.objects.count() == 6


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="it has one writer anyway")
def test_without_the_lock_they_send_some_twice(monkeypatch):
    monkeypatch.setattr(InviteQuerySet, "select_for_update", lambda rows, **how: rows)
    together = threading.Barrier(3)
    real = invites.deal_with
    monkeypatch.setattr(
        invites, "deal_with", lambda row: (together.wait(5), real(row))[1]
    )
    hanging_on_email()
    invites.invite(reliance=EMAIL)

    all_at_once([invites.send_next] * 3)

    assert Message.objects.count() == 3


def test_the_report_names_who_is_at_risk_and_invites_them(admin_client):
    hanging_on_email(2)
    address = reverse("lockout_report")

    page = admin_client.get(address).content.decode()
    admin_client.post(address, {"reliance": EMAIL})

    assert "E-mail" in page
    assert Invite.objects.count() == 2


def test_the_report_names_who_has_no_way_left(admin_client):
    User.objects.create_user("was-on-facebook")

    page = admin_client.get(reverse("lockout_report")).content.decode()

    assert "was-on-facebook" in page


def test_the_report_is_for_staff_who_may_see_customers(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("bob", is_staff=True))

    assert client.get(reverse("lockout_report")).status_code == 403
