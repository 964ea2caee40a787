"""The one way to a platform: asks first if it failed, and keeps how it went."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from storefront.connections import breaker, services
from storefront.connections.gate import ConnectionGate
from storefront.connections.models import Connection
from storefront.connections.plugins import build
from storefront.contract.errors import CredentialsDead, NotNow, PlatformUnavailable


@contextmanager
def reaching(connection: Connection) -> Iterator[None]:
    """Call the platform in here. Raises NotNow before anything is called if it failed
    and it is not our turn to ask.

    Dead credentials stop the connection, a throttle pauses it, and a failure counts for
    its breaker; each is raised on to the caller.
    """
    try:
        ask_if_failing(connection)
        yield
    except CredentialsDead as error:
        services.stop_for_staff(connection, reason=str(error))
        raise
    except NotNow:
        raise  # our own gate's no is no failure of the platform
    except PlatformUnavailable as error:
        keep(connection, error)
        raise
    else:
        breaker.note_success(connection)


def ask_if_failing(connection: Connection) -> None:
    """While a platform fails, one cheap question comes before anything is risked."""
    if breaker.take_probe(connection):
        build(connection, Probe(connection)).check()
        breaker.note_success(connection)


def keep(connection: Connection, error: PlatformUnavailable) -> None:
    if error.nothing_done and error.retry_after:  # it answered: a throttle
        until = timezone.now() + error.retry_after
        services.pause(connection, reason=str(error), until=until)
        return
    breaker.note_failure(connection, reason=str(error), retry_after=error.retry_after)


class Probe(ConnectionGate):
    """Lets the one question of an open breaker out."""

    def refuse_open_breaker(self) -> None: ...
