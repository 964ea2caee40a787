"""Whom channels sold to: forgotten a while after their orders are over."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from storefront.connections.models import Connection
from storefront.contract import clock
from storefront.intake.models import ImportedOrder
from storefront.jobs.services import renew_lease
from storefront.orders.models import Order
from storefront.privacy.erasing import forget_buyer

AT_ONCE = 200

#: Nothing more is sent for them; of a closed channel nobody will ever tell us.
OVER = Q(order__state__in=[Order.State.COMPLETED, Order.State.CANCELLED]) | Q(
    connection__state=Connection.State.CLOSED
)


def forget_channel_buyers() -> None:
    """Cut short, the next run does the rest. Amounts, lines and numbers stay."""
    before = clock.now() - timedelta(days=settings.CHANNEL_BUYER_DAYS)
    found = list(to_forget(before).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(found), AT_ONCE):
        renew_lease()
        forget_some(found[start : start + AT_ONCE], before=before)


def to_forget(before: datetime) -> QuerySet[ImportedOrder]:
    """What nobody has heard of since. What could never be imported names somebody too:
    its last try counts.
    """
    quiet = Q(OVER, updated_at__lt=before) | Q(order=None, not_before__lt=before)
    return ImportedOrder.objects.exclude(sealed="").filter(quiet)


@transaction.atomic
def forget_some(pks: Sequence[int], *, before: datetime) -> None:
    """Asked once more under the locks that an import takes, and in its order: what is
    told of just now is not over.
    """
    rows = to_forget(before).filter(pk__in=pks).order_by("pk")
    locked = list(rows.select_for_update(of=("self",)))
    forget_buyer(Order.objects.filter(imported__in=locked))
    same = ImportedOrder.objects.filter(pk__in=[row.pk for row in locked])
    same.update(sealed="")
