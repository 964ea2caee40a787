from django.db import transaction

from storefront.outbox.models import Message
from storefront.outbox.tasks import send_message


@transaction.atomic
def send_email(
    *, to: str, subject: str, body: str, language: str, about: str = ""
) -> Message:
    """Write the message down in the caller's transaction; a job sends it afterwards."""
    message = Message.objects.create(
        to=to, subject=subject, body=body, language=language, about=about
    )

    def wake() -> None:
        send_message.enqueue(key=f"message {message.pk}", message_id=message.pk)

    # Robust: what was committed stands, job or no job; the sweep finds the message.
    transaction.on_commit(wake, robust=True)
    return message
