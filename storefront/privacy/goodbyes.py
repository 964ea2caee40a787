"""Other companies tell us that somebody has left, or wants to be forgotten."""

from collections.abc import Iterator

from django.db import transaction

from storefront.connections.credentials import CredentialsUnreadable
from storefront.connections.models import Connection
from storefront.connections.plugins import build
from storefront.contract.plugin import services
from storefront.contract.roles import TellsOfLeaving
from storefront.contract.webhooks import Delivery
from storefront.customers.models import Identity, User
from storefront.customers.ways import lock, ways_of
from storefront.privacy.collecting import orders_of
from storefront.privacy.erasing import erase
from storefront.privacy.models import Goodbye

Kind = Goodbye.Kind


def tells(slug: str) -> bool:
    service = services().get(slug)
    return service is not None and issubclass(service, TellsOfLeaving)


def believed(slug: str, delivery: Delivery) -> tuple[Connection, str] | None:
    """Which of our accounts signed it, and whose goodbye it is."""
    for connection, service in listeners(slug):
        leaver = service.leaver(delivery)
        if leaver:
            return connection, leaver
    return None


def listeners(slug: str) -> Iterator[tuple[Connection, TellsOfLeaving]]:
    for connection in Connection.objects.filter(service=slug):
        try:
            service = build(connection)
        except CredentialsUnreadable:
            continue
        if isinstance(service, TellsOfLeaving):
            yield connection, service


@transaction.atomic
def hear(*, connection: Connection, leaver: str, kind: Kind) -> Goodbye:
    """Do what was asked, and write down that it was done. Again changes nothing.

    Who only left keeps their account: nothing of the company's is kept but its name
    for them, by which they may come back. Erasing takes that away too. An account that
    has other ways in or orders is the customer's own, not the company's, and stays.
    """
    known = Identity.objects.filter(connection=connection, external_id=leaver).first()
    if known and kind == Kind.ERASE:
        forget(known)
    return Goodbye.objects.create(
        connection=connection, kind=kind, known=known is not None
    )


def forget(identity: Identity) -> None:
    user = lock(identity.user)
    if user.name == identity.name:  # they told us nothing else
        user.name = ""
        user.save(update_fields=["name"])
    identity.delete()
    if user.is_customer and holds_nothing(user):
        erase(user=user)


def holds_nothing(user: User) -> bool:
    return not ways_of(user) and not orders_of(user).exists()
