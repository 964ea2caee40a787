"""How long it takes from a change here to its confirmation there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from storefront.channels.models import Answer

#: The newest so many of the last day.
SAMPLE, LATELY = 1000, timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """In milliseconds. Of nothing there is no pace."""

    p50: int | None = None
    p95: int | None = None
    count: int = 0
    last_at: datetime | None = None

    @property
    def half_words(self) -> str:
        return spoken(self.p50 or 0)

    @property
    def nearly_all_words(self) -> str:
        return spoken(self.p95 or 0)


def spoken(milliseconds: int) -> str:
    """As precisely as one cares to know."""
    seconds = milliseconds / 1000
    if seconds < 1:
        return _("a second")
    if seconds < 100:
        return _("%d s") % round(seconds)
    if seconds < 6000:
        return _("%d min") % round(seconds / 60)
    return _("%d h") % round(seconds / 3600)


def pace_of(connection_id: int) -> Pace:
    rows = list(
        Answer.objects.confirming(connection_id).values_list("waited", "told_at")[
            :SAMPLE
        ]
    )
    if not rows:
        return Pace()
    since = timezone.now() - LATELY
    waits = sorted(waited or 0 for waited, told_at in rows if told_at >= since)
    if not waits:
        return Pace(last_at=rows[0][1])
    return Pace(at(waits, 50), at(waits, 95), len(waits), rows[0][1])


def at(waits: list[int], percent: int) -> int:
    """The smallest wait that so many of all do not exceed."""
    return waits[max(-(-len(waits) * percent // 100) - 1, 0)]
