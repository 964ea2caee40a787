"""Other tokens for those that end: asked for by one worker, saved as soon as told.

Asking may spend the token it asks with, and a worker can die between the answer and
the save. So tokens are renewed while the old ones still work, nothing stands between
answer and save, and after the lease the next worker asks once more with the old one:
platforms mostly let the last one be used again. Where one does not, staff hear of it
while calls still go out.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from storefront.connections.credentials import Credentials
from storefront.connections.models import Connection, Grant
from storefront.connections.plugins import UnknownService, build, service
from storefront.contract import clock
from storefront.contract.consent import Tokens
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.http import OpenGate
from storefront.contract.roles import ConnectsByOAuth, KnowsExpiry

#: Outlives the one call, whatever its deadline.
RENEWING = timedelta(seconds=75)
#: Tokens that die this soon after they were had are not renewed for that: staff must.
JUST_RENEWED = timedelta(minutes=1)


def due() -> list[Grant]:
    now = clock.now()
    return list(free().filter(renew_at__lte=now, connections__isnull=False).distinct())


def free() -> QuerySet[Grant]:
    nobody = Q(renewing_until=None) | Q(renewing_until__lte=timezone.now())
    return Grant.objects.filter(nobody)


def renewable(connection: Connection) -> Grant | None:
    """The grant whose tokens could be had anew, for a connection whose died."""
    long_ago = timezone.now() - JUST_RENEWED
    grants = Grant.objects.filter(connections=connection, trouble="")
    return grants.filter(renewed_at__lte=long_ago).exclude(renew_at=None).first()


def renew(*, grant_id: int, revision: int) -> None:
    """Many may call it: one asks. Raises PlatformUnavailable when nobody answers."""
    grant = take(grant_id, revision)
    if grant is None:
        return
    try:
        tokens = asked(grant)
    except (CredentialsDead, PlatformRefused) as error:
        note_refusal(grant, reason=str(error))
    except PlatformUnavailable:
        held(grant).update(renewing_until=None)
        raise
    else:
        save(grant, tokens)


def take(grant_id: int, revision: int) -> Grant | None:
    """The lease: a conditional update, committed before the platform is asked."""
    taken = free().filter(pk=grant_id, revision=revision)
    if not taken.update(renewing_until=timezone.now() + RENEWING):
        return None
    return Grant.objects.get(pk=grant_id)


def asked(grant: Grant) -> Tokens:
    if any(connection.drilling for connection in grant.connections.all()):
        raise PlatformUnavailable("an outage drill", nothing_done=True)
    try:
        kind = service(grant.service)
    except UnknownService:
        raise PlatformUnavailable("the plugin is not there") from None
    built = kind(grant.credentials, gate=OpenGate(), address=grant.api_address)
    if not isinstance(built, ConnectsByOAuth):
        raise PlatformUnavailable("the plugin renews nothing any more")
    return built.refresh()


def held(grant: Grant) -> QuerySet[Grant]:
    return Grant.objects.filter(pk=grant.pk, revision=grant.revision)


@transaction.atomic
def save(grant: Grant, tokens: Tokens) -> None:
    """Give them to every connection of the grant, all of which go on by themselves."""
    if not held(grant).select_for_update().exists():
        return
    grant.credentials = Credentials({**grant.credentials, **tokens.values})
    grant.revision += 1
    grant.renewed_at = timezone.now()
    grant.renewing_until, grant.trouble = None, ""
    set_moments(grant, tokens)
    grant.save()
    rows = Connection.objects.select_for_update().filter(grant=grant)
    for connection in rows.order_by("pk"):
        values = {**connection.credentials, **tokens.values}
        connection.credentials = Credentials(values)
        connection.expires_at = tokens.ends_at
        connection.needs_staff, connection.trouble = False, ""
        connection.save(
            update_fields=["credentials", "expires_at", "needs_staff", "trouble"]
        )


def set_moments(grant: Grant, tokens: Tokens) -> None:
    """Renewed after two thirds of their life, so that a bad day is no matter."""
    now = clock.now()
    grant.expires_at = tokens.expires_at
    grant.renew_at = None
    if tokens.renewable and tokens.expires_at:
        grant.renew_at = now + (tokens.expires_at - now) * 2 / 3


@transaction.atomic
def note_refusal(grant: Grant, *, reason: str) -> None:
    """It works until the tokens end, or not at all any more; then staff must act."""
    refused = held(grant).filter(renew_at__isnull=False)
    if refused.update(trouble=reason[:300], renewing_until=None, renew_at=None):
        Connection.objects.filter(grant=grant).update(
            expires_at=grant.expires_at or clock.now()
        )


def note_expiry(connection: Connection) -> None:
    """Keep when entered keys end. The sick platform of one is no matter of the next."""
    try:
        built = build(connection)
        if isinstance(built, KnowsExpiry):
            told = built.expires_at()
            used = Connection.objects.filter(
                pk=connection.pk, credentials=connection.credentials
            )
            used.update(expires_at=told)
    except (CredentialsDead, PlatformRefused, PlatformUnavailable):
        return
