from django.db import transaction

from storefront.outbox.delivery import send_message
from storefront.outbox.models import Message


def send_email(
    *,
    to: str,
    subject: str,
    body: str,
    language: str,
    about: str = "",
    secret: bool = False,
) -> Message:
    """Write the message down in the caller's transaction; a job sends it afterwards."""
    return write_down(
        Message(
            to=to,
            subject=subject,
            body=body,
            language=language,
            about=about,
            secret=secret,
        )
    )


def send_text(
    *, to: str, text: str, language: str, about: str = "", secret: bool = False
) -> Message:
    """As send_email, by SMS. `to` is a phone in E.164."""
    return write_down(
        Message(
            way=Message.Way.TEXT,
            to=to,
            body=text,
            language=language,
            about=about,
            secret=secret,
        )
    )


@transaction.atomic
def write_down(message: Message) -> Message:
    message.save()

    def wake() -> None:
        send_message.enqueue(key=f"message {message.pk}", message_id=message.pk)

    # Robust: what was committed stands, job or no job; the sweep finds the message.
    transaction.on_commit(wake, robust=True)
    return message
