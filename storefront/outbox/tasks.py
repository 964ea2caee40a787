from datetime import timedelta

from storefront.jobs.kinds import job
from storefront.outbox import watching
from storefront.outbox.delivery import send_message
from storefront.outbox.models import Message


@job(queue="fast", every=timedelta(seconds=30))
def send_forgotten() -> None:
    for message_id in Message.objects.forgotten().values_list("pk", flat=True)[:500]:
        send_message.enqueue(key=f"message {message_id}", message_id=message_id)


@job(queue="fast", every=timedelta(seconds=15))
def watch() -> None:
    """Find incidents in the rows. Nothing depends on whoever made them saying so."""
    watching.watch()
