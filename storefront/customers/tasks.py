from contextlib import suppress
from datetime import timedelta

from django.utils import timezone

from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.customers import providers
from storefront.customers.models import Code, Tries
from storefront.jobs.kinds import job


@job(queue="slow", every=timedelta(hours=1))
def forget_codes() -> None:
    """Codes and counts say who wanted in, and are of no use once they have run out."""
    now = timezone.now()
    Code.objects.filter(expires_at__lt=now).delete()
    Tries.objects.filter(until__lt=now).delete()


@job(queue="fast", every=timedelta(seconds=20))
def probe_providers() -> None:
    """Know within a minute that nobody can come in by one, and that they can again."""
    for connection in providers.connections():
        with suppress(CredentialsDead, PlatformRefused, PlatformUnavailable):
            providers.probe(connection)
