from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from storefront.connections import deliveries, renewing
from storefront.connections.models import Connection, Delivery, Journey
from storefront.connections.plugins import build
from storefront.contract.errors import NotNow, PlatformUnavailable
from storefront.contract.roles import ReceivesWebhooks
from storefront.jobs.kinds import Later, job


@job(queue="fast")
def handle_delivery(delivery_id: int) -> None:
    row = Delivery.objects.select_related("connection").filter(pk=delivery_id).first()
    if row is not None:
        deliveries.handle(row)


#: A connection's own share of the workers, for kinds that are told its id.
SHARE = "connection:{connection_id}"


@job(queue="slow", group=SHARE)
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


@job(queue="fast", lease=timedelta(seconds=90))
def renew(grant_id: int, revision: int) -> None:
    """Get other tokens for these, unless others are there by now."""
    try:
        renewing.renew(grant_id=grant_id, revision=revision)
    except PlatformUnavailable as error:
        raise Later(error.retry_after or timedelta(seconds=10)) from error


def renew_dead(connection: Connection) -> None:
    """Tokens that died before their time: perhaps others can be had without staff."""
    grant = renewing.renewable(connection)
    if grant:
        renew.enqueue(key=str(grant.pk), grant_id=grant.pk, revision=grant.revision)


@job(queue="fast", every=timedelta(seconds=15))
def renew_due() -> None:
    for grant in renewing.due():
        renew.enqueue(key=str(grant.pk), grant_id=grant.pk, revision=grant.revision)


@job(queue="slow", every=timedelta(days=1))
def ask_expiries() -> None:
    """Staff may have changed over there when keys end."""
    for connection in Connection.objects.open().filter(grant=None):
        renewing.note_expiry(connection)


@job(queue="slow", every=timedelta(hours=1))
def forget_journeys() -> None:
    Journey.objects.filter(began_at__lt=timezone.now() - timedelta(hours=1)).delete()
