from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from storefront.catalog.models import Product
from storefront.jobs.services import renew_lease
from storefront.shelves import entries
from storefront.shelves.models import Touched

CHUNK = 200
#: A web process that has not read for so long forgets all its pages.
KEPT = timedelta(hours=1)


def refresh_touched() -> int:
    """Refresh what the notes name and return how many notes that were."""
    done = 0
    while notes := take_notes():
        done += notes
        renew_lease()
    return done


@transaction.atomic
def take_notes() -> int:
    """Notes written while this runs stay for the next time."""
    notes = Touched.objects.filter(refreshed=False).order_by("pk")
    taken = list(notes.select_for_update(skip_locked=True)[:CHUNK])
    entries.refresh(note.product_id for note in taken if note.product_id)
    Touched.objects.filter(pk__in=[note.pk for note in taken]).update(refreshed=True)
    return len(taken)


def refresh_everything() -> None:
    """Make every entry anew: for what no note tells, such as the passing of time."""
    last = 0
    while ids := list(
        Product.objects.filter(pk__gt=last)
        .order_by("pk")
        .values_list("pk", flat=True)[:CHUNK]
    ):
        entries.refresh(ids)
        last = ids[-1]
        renew_lease()


def forget_old_notes() -> None:
    old = timezone.now() - KEPT
    Touched.objects.filter(refreshed=True, created_at__lt=old).delete()


def touch_everything() -> None:
    """Every page is made anew: call it where all of them show what was changed."""
    Touched.objects.create(product_id=None, refreshed=True)
