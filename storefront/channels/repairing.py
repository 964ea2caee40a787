"""Make a platform hold again what it should, by one click or by rule."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from storefront.channels.drift import Drift, Upkeep, upkeep_of
from storefront.channels.locks import lock_listings, lock_parts
from storefront.channels.models import Listing, Offer, Part
from storefront.channels.planner import publisher, raise_wanted
from storefront.channels.presence import forget_presence
from storefront.connections.models import Connection
from storefront.contract.data import Creates
from storefront.outbox.alerts import Matter, raise_alert, settle_alert

#: What the platform refused is refused again as long as it is the same.
BY_ITSELF = [Drift.Cause.EDITED, Drift.Cause.LOST, Drift.Cause.BEHIND]

#: Of the alert.
KIND = "drift"

CHUNK = 200


def mend(connection: Connection) -> None:
    """Repair what was found, or tell staff of it, as the connection's rule says."""
    drifts = Drift.objects.open().filter(connection=connection)
    if upkeep_of(connection).rule == Upkeep.Rule.REPAIR:
        while repair(drifts.filter(cause__in=BY_ITSELF)[:CHUNK]):
            pass
    if count := drifts.count():
        raise_alert(matter_of(connection, count))
    else:
        settle_alert(kind=KIND, subject=str(connection.pk))


def matter_of(connection: Connection, count: int) -> Matter:
    return Matter(
        KIND,
        str(connection.pk),
        text=gettext_noop("%(connection)s: %(count)s things there differ from here."),
        facts={"connection": connection, "count": count},
        fix=gettext_noop("Look at Health and press “Send again”."),
    )


@transaction.atomic
def repair(drifts: QuerySet[Drift]) -> int:
    """Send it anew with the newest value, whatever was confirmed; return how many."""
    found = list(drifts)
    lock_listings(drift.listing_id for drift in found)
    lost = [drift for drift in found if drift.cause == Drift.Cause.LOST]
    along = Part.objects.filter(listing__in=[drift.listing_id for drift in lost])
    parts = [drift.part_id for drift in found]
    lock_parts([*parts, *along.values_list("pk", flat=True)])
    forget_lost(lost)
    rows = Part.objects.filter(pk__in=parts)
    rows.update(confirmed_hash="")  # or it would be skipped as unchanged
    raise_wanted(rows)
    ended = Drift.objects.open().filter(pk__in=[drift.pk for drift in found])
    return ended.update(ended_at=timezone.now(), end=Drift.End.REPAIRED)


def forget_lost(drifts: Iterable[Drift]) -> None:
    """A whole listing is created anew; of a variant only its id is forgotten."""
    for drift in drifts:
        skus = [row["here"] for row in drift.differences]
        offers = Offer.objects.filter(listing=drift.listing_id, listed=True)
        if offers.exclude(sku__in=skus).exists():
            offers.filter(sku__in=skus).update(listed=False, external_id="")
        else:
            forget_presence({drift.listing_id})
            ask_before_creating(drift)


def ask_before_creating(drift: Drift) -> None:
    """A page may have passed over it: where a create may double it, `find` is asked."""
    found = publisher(drift.connection)
    if found and found.creates is Creates.BLINDLY:
        Listing.objects.filter(pk=drift.listing_id).update(sent_out=True)


def leave(drifts: QuerySet[Drift]) -> int:
    """Staff look at it and let it be, until it is found again."""
    return drifts.filter(ended_at=None).update(
        ended_at=timezone.now(), end=Drift.End.LEFT
    )
