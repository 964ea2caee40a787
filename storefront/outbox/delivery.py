"""Hand one message to whoever sends it, once as far as that can be known."""

import logging
from datetime import timedelta
from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.jobs.kinds import job
from storefront.outbox import texting
from storefront.outbox.models import Message

logger = logging.getLogger(__name__)

#: Longer than the mail server is waited for (EMAIL_TIMEOUT).
CLAIM = timedelta(seconds=50)

#: How an SMS service says that it has not taken it.
NO = (CredentialsDead, PlatformRefused, PlatformUnavailable)

State = Message.State


@job(queue="fast", lease=timedelta(seconds=60))
def send_message(message_id: int) -> None:
    deliver(message_id=message_id)


def deliver(*, message_id: int) -> None:
    """Send it if nobody has or does.

    What remains: a process that dies after the mail server took the message and before
    the row says so leaves a claim that runs out, and the message goes a second time,
    under the same Message-ID.
    """
    message = claim(message_id)
    if message is None:
        return
    try:
        hand_over(message)
    except (SMTPException, OSError, *NO) as error:
        record(message, State.FAILED, error=str(error)[:300])
        raise
    record(message, State.SENT)
    logger.info("Sent message %s about %s", message.pk, message.about)


def hand_over(message: Message) -> None:
    if message.way == Message.Way.TEXT:
        texting.text(message)
    else:
        as_email(message).send()


def claim(message_id: int) -> Message | None:
    claimed = Message.objects.unclaimed().filter(pk=message_id)
    if not claimed.update(state=State.SENDING, claimed_until=timezone.now() + CLAIM):
        return None
    return Message.objects.get(pk=message_id)


def record(message: Message, state: Message.State, *, error: str = "") -> None:
    message.state, message.error = state, error
    message.sent_at = timezone.now() if state == State.SENT else None
    if state == State.SENT and message.secret and not texting.shown_here():
        message.body = ""
    message.save(update_fields=["state", "error", "sent_at", "body"])


def as_email(message: Message) -> EmailMessage:
    host = urlsplit(settings.SITE_URL).hostname
    return EmailMessage(
        message.subject,
        message.body,
        to=[message.to],
        headers={
            "Message-ID": f"<{message.key}@{host}>",
            "Content-Language": message.language,
        },
    )
