from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from storefront.channels.models import Part
from storefront.connections import services as connections
from storefront.connections.models import Connection
from storefront.connections.plugins import build
from storefront.connections.tasks import SHARE
from storefront.contract import plugin
from storefront.contract.errors import CredentialsDead, PlatformUnavailable
from storefront.contract.roles import ImportsOrders, ImportsReturns
from storefront.intake import importing, reading, returning
from storefront.intake.models import ImportedOrder
from storefront.jobs.kinds import Later, job

#: While nothing waits for them, orders are read this often; events come at once.
UNHURRIED = timedelta(seconds=20)

#: So long a channel that does not answer is left alone.
PAUSE = timedelta(seconds=5)


@job(queue="fast", lease=timedelta(seconds=90), group=SHARE)
def read_orders(connection_id: int) -> None:
    ask(connection_id, reading.read_orders)


@job(queue="fast", lease=timedelta(seconds=90), group=SHARE)
def look_at_orders(connection_id: int) -> None:
    def look(connection: Connection) -> None:
        if reading.look_at_orders(connection):
            raise Later(timedelta(0))

    ask(connection_id, look)


@job(queue="fast", lease=timedelta(seconds=90), group=SHARE)
def read_returns(connection_id: int) -> None:
    ask(connection_id, returning.read_returns)


@job(queue="fast", lease=timedelta(seconds=90), group=SHARE)
def check_access(connection_id: int) -> None:
    """Somebody is said to have taken our access away. It is asked for, not believed:
    what is told comes late, and access may have been given anew.
    """
    ask(connection_id, lambda connection: build(connection).check())


def ask(connection_id: int, question: Callable[[Connection], None]) -> None:
    """Orders that cannot be read stop nothing but what waits for them."""
    connection = Connection.objects.open().filter(pk=connection_id).first()
    if connection is None:
        return
    try:
        question(connection)
    except CredentialsDead as error:
        connections.stop_for_staff(connection, reason=str(error))
    except PlatformUnavailable as error:
        raise Later(error.retry_after or PAUSE) from error


@job(queue="fast", every=timedelta(seconds=5))
def sweep() -> None:
    """Find what is to be read. Nothing depends on events or wake-ups."""
    importing.watch_failing()
    now = timezone.now()
    for connection in importing_connections():
        if wants_reading(connection):
            wake_reading(connection.pk)
        due = ImportedOrder.objects.to_look_at(now).filter(connection=connection)
        if due.exists():
            wake_look(connection.pk)


@job(queue="fast", every=timedelta(minutes=1))
def sweep_returns() -> None:
    """Staff have a day or two to answer: a minute is soon enough, and an event is
    sooner.
    """
    for connection in connections_that(ImportsReturns):
        wake_returns(connection.pk)
    returning.watch_returns()


def importing_connections() -> list[Connection]:
    return connections_that(ImportsOrders)


def connections_that(role: type) -> list[Connection]:
    slugs = [
        slug for slug, service in plugin.services().items() if issubclass(service, role)
    ]
    return list(Connection.objects.open().filter(service__in=slugs, needs_staff=False))


def wants_reading(connection: Connection) -> bool:
    through = connection.polled_through
    if through is None or through < timezone.now() - UNHURRIED:
        return True
    return Part.objects.filter(connection=connection, awaits_orders=True).exists()


def wake_reading(connection_id: int) -> None:
    read_orders.enqueue(
        key=str(connection_id),
        connection_id=connection_id,
    )


def wake_look(connection_id: int) -> None:
    look_at_orders.enqueue(
        key=str(connection_id),
        connection_id=connection_id,
    )


def wake_returns(connection_id: int) -> None:
    read_returns.enqueue(
        key=str(connection_id),
        connection_id=connection_id,
    )


def wake_check(connection_id: int) -> None:
    check_access.enqueue(
        key=str(connection_id),
        connection_id=connection_id,
    )
