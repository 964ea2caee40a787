"""What customers have said yes to, with the very words, and until when."""

from hashlib import sha256

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from storefront.customers.models import Consent, User

Purpose = Consent.Purpose

TEXTS: dict[Purpose, Promise] = {
    Purpose.NEWS: _("Send me news and offers of this shop. I can stop it at any time."),
    Purpose.REMINDERS: _(
        "Remind me when my account hangs on one way in, so that I am not locked out."
    ),
}

#: What counts while nobody has said anything: a reminder belongs to the account that
#: they asked for; news they have to ask for.
UNSAID = {Purpose.NEWS: False, Purpose.REMINDERS: True}


def said(user: User) -> dict[Purpose, bool]:
    """What counts now, for every purpose."""
    rows = Consent.objects.filter(customer=user).order_by("id")
    return UNSAID | {Purpose(row.purpose): row.given for row in rows}


def say(*, user: User, purpose: Purpose, given: bool) -> None:
    """Write down a yes or a no. The same again adds nothing."""
    if said(user)[purpose] == given:
        return
    Consent.objects.create(
        customer=user,
        purpose=purpose,
        given=given,
        text=str(TEXTS[purpose]),
        version=version_of(purpose),
    )


def version_of(purpose: Purpose) -> str:
    texts = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            texts.append(str(TEXTS[purpose]))
    return sha256("\n".join(texts).encode()).hexdigest()[:12]
