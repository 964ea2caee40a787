from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from storefront.connections import deliveries
from storefront.connections.models import Connection, Delivery
from storefront.connections.plugins import build
from storefront.contract.errors import NotNow
from storefront.contract.roles import ReceivesWebhooks
from storefront.jobs.kinds import Later, job


@job(queue="fast")
def handle_delivery(delivery_id: int) -> None:
    row = Delivery.objects.select_related("connection").filter(pk=delivery_id).first()
    if row is not None:
        deliveries.handle(row)


@job(queue="slow")
def subscribe(connection_id: int) -> None:
    """Tell the platform where our door is."""
    connection = Connection.objects.get(pk=connection_id)
    service = build(connection)
    if connection.closed or not isinstance(service, ReceivesWebhooks):
        return
    try:
        service.subscribe(deliveries.door_address(connection))
    except NotNow as refusal:
        raise Later(refusal.retry_after or timedelta(minutes=1)) from refusal


@job(queue="slow", every=timedelta(days=1))
def forget_old_deliveries() -> None:
    """Who told what of which thing stays; what exactly was said does not."""
    oldest = timezone.now() - timedelta(days=settings.DELIVERY_DAYS)
    Delivery.objects.filter(received_at__lt=oldest).delete()
