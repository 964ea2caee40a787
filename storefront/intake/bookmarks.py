"""Where the gate stopped a reading, so that the next one goes on there.

Without it a reading longer than the budget begins anew each time, spends what has come
in meanwhile on the same first page, and never ends.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from storefront.intake.models import Reading

#: A platform's cursor is not for keeping.
STALE = timedelta(minutes=5)


@dataclass(frozen=True)
class Bookmark:
    """The next page of a reading that began then, of what changed since then."""

    began: datetime
    since: datetime
    cursor: str = ""


def put_in(reading: Reading, bookmark: Bookmark) -> None:
    Reading.objects.filter(pk=reading.pk).update(
        stopped_at=timezone.now(),
        stopped_began=bookmark.began,
        stopped_since=bookmark.since,
        stopped_cursor=bookmark.cursor,
    )


def take_out(reading: Reading, *, since: datetime) -> Bookmark | None:
    """What goes on from it reads everything since then, or there is none.

    It is good for one reading: what fails in another way begins anew.
    """
    Reading.objects.filter(pk=reading.pk).update(stopped_at=None)
    began, start = reading.stopped_began, reading.stopped_since
    fresh = reading.stopped_at and reading.stopped_at > timezone.now() - STALE
    if not fresh or began is None or start is None or start > since:
        return None
    return Bookmark(began, start, reading.stopped_cursor)
