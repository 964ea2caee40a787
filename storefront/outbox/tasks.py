from datetime import timedelta

from storefront.jobs.kinds import job
from storefront.outbox import delivery
from storefront.outbox.models import Message


@job(queue="fast", lease=timedelta(seconds=60))
def send_message(message_id: int) -> None:
    delivery.deliver(message_id=message_id)


@job(queue="fast", every=timedelta(seconds=30))
def send_forgotten() -> None:
    for message_id in Message.objects.forgotten().values_list("pk", flat=True)[:500]:
        send_message.enqueue(key=f"message {message_id}", message_id=message_id)
