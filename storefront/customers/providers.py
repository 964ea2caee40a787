"""Other companies whose accounts open ours: which there are, and which answer now."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from storefront.connections import breaker
from storefront.connections.credentials import CredentialsUnreadable
from storefront.connections.models import Connection
from storefront.connections.plugins import build
from storefront.connections.reaching import reaching
from storefront.connections.standstill import standstill
from storefront.contract.errors import NotNow
from storefront.contract.openid import challenge_of
from storefront.contract.plugin import services
from storefront.contract.roles import SignsIn
from storefront.contract.sign_in import Identity

#: How many shoppers of one process may be waiting for other companies.
AT_ONCE = 2
_threads = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Provider:
    """One button. `trouble` says why it cannot be pressed now."""

    connection: Connection
    name: str
    trouble: str = ""


def connections() -> list[Connection]:
    able = [slug for slug, kind in services().items() if issubclass(kind, SignsIn)]
    return list(Connection.objects.open().filter(service__in=able)) if able else []


def providers() -> list[Provider]:
    return [provider_of(connection) for connection in connections()]


def refusal_of(connection: Connection) -> NotNow | None:
    """Why nobody can come in by it just now."""
    return standstill(connection) or breaker.refusal(connection)


def provider_of(connection: Connection) -> Provider:
    refusal = refusal_of(connection)
    name = name_of(connection)
    return Provider(connection, name, trouble=str(refusal) if refusal else "")


def name_of(connection: Connection) -> str:
    kind = services().get(connection.service)
    if kind is None or not issubclass(kind, SignsIn):
        return connection.service
    try:
        return signing_in(connection).called
    except CredentialsUnreadable:
        return kind.provider


def callback_of(connection: Connection) -> str:
    """One address in all languages, which the company must be told beforehand."""
    return settings.SITE_URL + reverse("provider_back", args=[connection.pk])


@dataclass(frozen=True, slots=True)
class Journey:
    """Kept in the session while the visitor is at the other company's."""

    url: str
    state: str
    verifier: str


def begin(connection: Connection) -> Journey:
    """Raises PlatformUnavailable or CredentialsDead, as `identify` does."""
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(32)
    with a_thread_for_it(), reaching(connection):
        url = signing_in(connection).authorize_url(
            callback=callback_of(connection),
            state=state,
            challenge=challenge_of(verifier),
        )
    return Journey(url, state, verifier)


def identify(connection: Connection, *, code: str, verifier: str) -> Identity:
    """Ask the company who came back. Its failures count for its breaker.

    Raises PlatformRefused, PlatformUnavailable or CredentialsDead.
    """
    with a_thread_for_it(), reaching(connection):
        return signing_in(connection).identify(
            code=code, callback=callback_of(connection), verifier=verifier
        )


@contextmanager
def a_thread_for_it() -> Iterator[None]:
    """A platform that answers slowly holds a few of our threads, never all of them."""
    if not _threads.acquire(blocking=False):
        raise NotNow(_("Too many are signing in there at this moment."))
    try:
        yield
    finally:
        _threads.release()


def probe(connection: Connection) -> None:
    with reaching(connection):
        signing_in(connection).probe()


def signing_in(connection: Connection) -> SignsIn:
    service = build(connection)
    if not isinstance(service, SignsIn):
        raise TypeError(f"{connection.service} signs nobody in.")
    return service
