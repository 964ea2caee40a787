"""What platforms send by themselves: believed, and written down before it is read."""

from collections.abc import Iterator

from django.db import transaction

from storefront.connections.credentials import CredentialsUnreadable
from storefront.connections.deliveries import make_news, packed
from storefront.connections.models import Connection, Delivery
from storefront.connections.plugins import build
from storefront.connections.sealing import seal
from storefront.connections.tasks import handle_delivery
from storefront.contract import plugin, webhooks
from storefront.contract.roles import ReceivesWebhooks

Receiver = tuple[Connection, ReceivesWebhooks]


def receives(slug: str) -> bool:
    service = plugin.services().get(slug)
    return service is not None and issubclass(service, ReceivesWebhooks)


def receivers_of(slug: str) -> Iterator[Receiver]:
    """Our accounts at a service, each with what it needs to know its own mail."""
    for connection in Connection.objects.open().filter(service=slug):
        built = build(connection)
        if isinstance(built, ReceivesWebhooks):
            yield connection, built


def challenge(slug: str, delivery: webhooks.Delivery) -> str | None:
    answers = (built.challenge(delivery) for _, built in receivers_of(slug))
    return next(filter(None, answers), None)


def signed_for(slug: str, delivery: webhooks.Delivery) -> Connection | None:
    """The account whose secret it is signed with; nobody: it is not believed."""
    for connection, built in receivers_of(slug):
        try:
            if built.verify(delivery):
                return connection
        except CredentialsUnreadable:
            continue
    return None


@transaction.atomic
def keep(connection: Connection, delivery: webhooks.Delivery) -> Delivery:
    """Write it down with the job that will read it: both or neither."""
    row = Delivery.objects.create(
        service=connection.service,
        connection=connection,
        sealed=seal(packed(delivery)),
        size=len(delivery.body),
    )
    enqueue(row)
    return row


def enqueue(row: Delivery) -> None:
    handle_delivery.enqueue(
        key=f"delivery {row.pk}",
        group=f"connection:{row.connection_id}",
        delivery_id=row.pk,
    )


@transaction.atomic
def handle_again(row: Delivery) -> None:
    """Staff's replay. Raises ValueError when it still makes no sense."""
    make_news(row)
    enqueue(row)
