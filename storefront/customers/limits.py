"""So many tries in a while, counted in rows, so that every process counts the same.

The while begins with the first try. A try is taken before the thing is done, and is
never given back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from storefront.customers.models import Tries


@dataclass(frozen=True, slots=True)
class Limit:
    name: str
    most: int
    per: timedelta = timedelta(hours=1)


#: docs/operations.md tells staff of these.
CODES_TO_CONTACT = Limit("codes to contact", 5)
CODES_FOR_CLIENT = Limit("codes for client", 30)
CODE_TRIES_AT_CONTACT = Limit("code tries at contact", 15)
CODE_TRIES_OF_CLIENT = Limit("code tries of client", 100)
PASSWORDS_AT_CONTACT = Limit("passwords at contact", 10)
PASSWORDS_OF_CLIENT = Limit("passwords of client", 60)
CLAIMS_AT_CONTACT = Limit("claims at contact", 5)
PASSKEYS_OF_CLIENT = Limit("passkeys of client", 60)
STAFF_PASSWORDS = Limit("staff passwords", 20)
SECOND_STEPS = Limit("second steps", 20)


class TooOften(Exception):
    """Tried more often than the limit allows."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(limit.name)
        self.limit = limit


def take(limit: Limit, who: str) -> None:
    """Count one try, or raise TooOften."""
    key = salted_hmac("storefront.customers.limits", f"{limit.name} {who}").hexdigest()
    now = timezone.now()
    row = Tries.objects.filter(pk=key)
    running = row.filter(until__gt=now)
    if running.filter(count__lt=limit.most).update(count=F("count") + 1):
        return
    until = now + limit.per
    if row.filter(until__lte=now).update(count=1, until=until):
        return
    if begin(key, until):
        return
    # Somebody began it between the lines above: it is running now.
    if not running.filter(count__lt=limit.most).update(count=F("count") + 1):
        raise TooOften(limit)


def begin(key: str, until: datetime) -> bool:
    _row, created = Tries.objects.get_or_create(
        pk=key, defaults={"count": 1, "until": until}
    )
    return created
