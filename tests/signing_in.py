"""A customer at the door, for tests: what they type, and the codes they are sent."""

import re

from django.test import Client

from storefront.customers.contacts import Contact, Kind
from storefront.customers.models import User
from storefront.customers.services import enter
from storefront.outbox.models import Message
from tests.builders import numbers
from tests.buying import browser


def customer(contact: str = "") -> User:
    """Somebody who has come in before, by e-mail unless it is a phone."""
    contact = contact or f"customer-{next(numbers)}@example.com"
    kind = Kind.EMAIL if "@" in contact else Kind.PHONE
    return enter(contact=Contact(kind, contact))


def ask_for_code(client: Client, contact: str, **fields: str) -> object:
    return client.post("/vi/account/sign-in/", {"contact": contact} | fields)


def code_sent_to(contact: str) -> str:
    body = Message.objects.filter(to=contact).latest("pk").body
    return re.search(r"\b\d{6}\b", body)[0]


def type_code(client: Client, code: str, **fields: str) -> object:
    return client.post("/vi/account/sign-in/code/", {"code": code} | fields)


def come_in(contact: str, client: Client | None = None) -> Client:
    """Through the door, as everybody does."""
    client = client or browser()
    ask_for_code(client, contact)
    type_code(client, code_sent_to(contact))
    return client


def signed_in(client: Client) -> User | None:
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key) if key else None
