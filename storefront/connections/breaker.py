"""Leaves a platform that fails alone, and asks it one question now and then."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from storefront.connections.models import Breaker, Connection
from storefront.contract.errors import NotNow

#: So many failures in a row are no accident: everybody stops calling.
OPENS_AFTER = 3

#: Between two questions to a platform that fails: half of what it has failed so far.
SHORTEST, LONGEST = timedelta(seconds=1), timedelta(seconds=30)

#: Outlives the deadline of the one call by which the platform is asked.
PROBING = timedelta(seconds=60)


@transaction.atomic
def note_failure(
    connection: Connection, *, reason: str, retry_after: timedelta | None = None
) -> None:
    """Count it, and leave the platform alone for a while, or as long as it asked."""
    now = timezone.now()
    Breaker.objects.get_or_create(
        connection=connection, defaults={"failing_since": now, "retry_at": now}
    )
    row = Breaker.objects.select_for_update().filter(connection=connection).first()
    if row is None:  # a call of another worker has just succeeded
        return
    row.failures += 1
    row.reason = reason[:300]
    row.probed_until = None
    failed_for = (now - row.failing_since) / 2
    row.retry_at = now + (retry_after or min(max(failed_for, SHORTEST), LONGEST))
    if row.failures >= OPENS_AFTER and row.opened_at is None:
        row.opened_at = now
    row.save()


def note_success(connection: Connection) -> None:
    Breaker.objects.filter(connection=connection).delete()


def refusal(connection: Connection) -> NotNow | None:
    """Return why no call goes out. A few failures stop only those who met them."""
    row = Breaker.objects.filter(connection=connection).first()
    return refused_by(row) if row and row.opened_at else None


def refused_by(row: Breaker) -> NotNow:
    since = date_format(timezone.localtime(row.failing_since), "H:i d/m")
    reason = _("Unavailable since %(since)s: %(reason)s") % {
        "since": since,
        "reason": row.reason,
    }
    return NotNow(reason, retry_after=max(row.retry_at - timezone.now(), SHORTEST))


def take_probe(connection: Connection) -> bool:
    """Is a question due? True for one caller, who asks it and says what came of it.

    False where nothing fails. Raises NotNow while it is too early, or while somebody
    else asks.
    """
    row = Breaker.objects.filter(connection=connection).first()
    if row is None:
        return False
    now = timezone.now()
    unasked = Q(probed_until=None) | Q(probed_until__lte=now)
    due = Breaker.objects.filter(unasked, connection=connection, retry_at__lte=now)
    if due.update(probed_until=now + PROBING):
        return True
    raise refused_by(row)
