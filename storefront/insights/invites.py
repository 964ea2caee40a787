"""Remind customers to add a second way in: once each, at a pace, if they want it."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from storefront.customers import consents
from storefront.customers.contacts import Contact, Kind
from storefront.customers.models import Consent, User
from storefront.customers.ways import contacts_of
from storefront.insights.lockout import locked_out
from storefront.insights.models import Invite
from storefront.orders.models import Order
from storefront.outbox.services import send_email, send_text

State = Invite.State


def invite(*, reliance: str) -> int:
    """Put everybody whose account hangs on it into the queue; return how many.

    Whoever was asked lately is left alone, so pressing twice invites nobody twice.
    """
    lately = Invite.objects.recent().values("customer")
    people = locked_out(without=[reliance]).exclude(pk__in=lately)
    rows = [Invite(customer=person, reliance=reliance) for person in people]
    before = Invite.objects.count()
    Invite.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return Invite.objects.count() - before


@transaction.atomic
def send_next() -> bool:
    """Deal with the invite that has waited longest; return whether there was one.

    The letter and the mark that it is done are one transaction. Two workers take
    different ones.
    """
    waiting = Invite.objects.waiting().order_by("pk")
    row = waiting.select_for_update(skip_locked=True).first()
    if row is None:
        return False
    row.state, row.done_at = deal_with(row), timezone.now()
    row.save(update_fields=["state", "done_at"])
    return True


def deal_with(row: Invite) -> State:
    user = row.customer
    if not locked_out(without=[row.reliance]).filter(pk=user.pk).exists():
        return State.NOT_NEEDED
    if not consents.said(user)[Consent.Purpose.REMINDERS]:
        return State.NOT_WANTED
    contact, language = address_of(user)
    if contact is None:
        return State.NOT_REACHED
    write(user, contact, language)
    return State.SENT


def address_of(user: User) -> tuple[Contact | None, str]:
    """A contact of theirs, or what they wrote on their last order."""
    last = Order.objects.filter(customer=user, connection=None).first()
    language = last.language if last else settings.LANGUAGE_CODE
    contacts = contacts_of(user)
    if not contacts and last:
        named = ((Kind.EMAIL, last.email), (Kind.PHONE, last.phone))
        contacts = [Contact(kind, value) for kind, value in named if value]
    return (contacts[0] if contacts else None), language


def write(user: User, contact: Contact, language: str) -> None:
    with translation.override(language):
        facts = {
            "shop": settings.SHOP_NAME,
            "ways": settings.SITE_URL + reverse("ways"),
            "data": settings.SITE_URL + reverse("own_data"),
            "name": user.name,
        }
        if contact.kind == Kind.PHONE:
            text = render_to_string("insights/text/invite.txt", facts)
            send_text(to=contact.value, text=" ".join(text.split()), language=language)
            return
        subject = render_to_string("insights/email/invite_subject.txt", facts)
        body = render_to_string("insights/email/invite.txt", facts)
    send_email(
        to=contact.value,
        subject=" ".join(subject.split()),
        body=body,
        language=language,
    )
