"""One-time codes: sent to a contact, good once, for a while, for a few tries."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac

from storefront.customers import limits
from storefront.customers.contacts import Contact, Kind, from_key
from storefront.customers.models import Code, User
from storefront.outbox.services import send_email, send_text

LIFETIME = timedelta(minutes=10)


class CodeGone(Exception):
    """Used, too old, or tried too often: a new one is needed."""


class WrongCode(Exception):
    def __init__(self, left: int) -> None:
        super().__init__(f"{left} tries left")
        self.left = left


def send_code(
    *,
    contact: Contact,
    purpose: Code.Purpose,
    client: str | None,
    language: str,
    user: User | None = None,
) -> Code:
    """Send a code, whoever it is: nobody can tell from it who has an account.

    Raises TooOften.
    """
    limits.take(limits.CODES_FOR_CLIENT, client or "nobody")
    limits.take(limits.CODES_TO_CONTACT, contact.key)
    digits = f"{secrets.randbelow(1_000_000):06}"
    row = Code(
        contact=contact.key,
        purpose=purpose,
        user=user,
        expires_at=timezone.now() + LIFETIME,
    )
    row.digest = digest(row, digits)
    with transaction.atomic():
        row.save()
        write(contact, purpose, digits, language)
    return row


def write(contact: Contact, purpose: str, digits: str, language: str) -> None:
    facts = {
        "code": digits,
        "shop": settings.SHOP_NAME,
        "site": settings.SITE_URL,
        "purpose": purpose,
        "minutes": LIFETIME // timedelta(minutes=1),
    }
    with translation.override(language):
        if contact.kind == Kind.PHONE:
            text = render_to_string("account/text/code.txt", facts)
            send_text(to=contact.value, text=line(text), language=language, secret=True)
            return
        subject = render_to_string("account/email/code_subject.txt", facts)
        body = render_to_string("account/email/code.txt", facts)
    send_email(
        to=contact.value,
        subject=line(subject),
        body=body,
        language=language,
        secret=True,
    )


def line(text: str) -> str:
    return " ".join(text.split())


def redeem(*, code: Code, typed: str, client: str | None) -> Contact:
    """Use the code up and return the contact that is proved by it.

    It serves once, however many forms send it at the same moment. Raises WrongCode,
    CodeGone or TooOften.
    """
    limits.take(limits.CODE_TRIES_OF_CLIENT, client or "nobody")
    limits.take(limits.CODE_TRIES_AT_CONTACT, code.contact)
    row = Code.objects.filter(pk=code.pk).open()
    if not row.with_tries_left().update(tries=F("tries") + 1):
        raise CodeGone
    if not matches(code, typed):
        raise wrong(code)
    if not use_up(code):
        raise CodeGone
    return from_key(code.contact)


def use_up(code: Code) -> bool:
    """Only one can."""
    row = Code.objects.filter(pk=code.pk).open()
    return bool(row.update(used_at=timezone.now()))


def matches(code: Code, typed: str) -> bool:
    digits = "".join(letter for letter in typed if letter.isdecimal())
    return constant_time_compare(code.digest, digest(code, digits))


def wrong(code: Code) -> Exception:
    code.refresh_from_db(fields=["tries"])
    left = Code.TRIES - code.tries
    return WrongCode(left) if left else CodeGone()


def digest(code: Code, digits: str) -> str:
    salted = salted_hmac(f"code {code.pk}", digits, algorithm="sha256")
    return salted.hexdigest()
