"""Many counts at once, in few queries."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Q

from storefront.inventory.models import Movement, Stock, StockQuerySet
from storefront.inventory.services import check_count
from storefront.inventory.signals import stock_changed

Place = tuple[int, int]


@transaction.atomic
def count_many(
    *, counts: Mapping[Place, int], made_by: AbstractUser | None = None
) -> list[int]:
    """Set `{(variant_id, location_id): counted}`; return the variants that differed."""
    for on_hand in counts.values():
        check_count(on_hand)
    moved = []
    for stock in lock_many(counts):
        counted = counts[stock.variant_id, stock.location_id]
        if counted != stock.on_hand:
            moved.append((stock, counted - stock.on_hand))
            stock.on_hand = counted
    write_counts([stock for stock, _difference in moved])
    Movement.objects.bulk_create(
        Movement(
            stock=stock,
            quantity=difference,
            reason=Movement.Reason.COUNT,
            made_by_id=made_by.pk if made_by else None,
        )
        for stock, difference in moved
    )
    changed = sorted({stock.variant_id for stock, _difference in moved})
    if changed:
        stock_changed.send(sender=Stock, variant_ids=changed)
    return changed


def write_counts(rows: Sequence[Stock]) -> None:
    """One statement for all of them: the rows are there, and locked."""
    Stock.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["variant", "location"],
        update_fields=["on_hand"],
    )


def lock_many(places: Mapping[Place, int]) -> list[Stock]:
    """Lock the rows in the one lock order, those that were missing too."""
    there = set(of_places(places).values_list("variant_id", "location_id"))
    missing = [
        Stock(variant_id=variant, location_id=place)
        for variant, place in places
        if (variant, place) not in there
    ]
    Stock.objects.bulk_create(missing, ignore_conflicts=True)
    rows = of_places(places).select_for_update(of=("self",), no_key=True)
    ordered = rows.order_by("variant_id", "location_id")
    return [row for row in ordered if (row.variant_id, row.location_id) in places]


def of_places(places: Mapping[Place, int]) -> StockQuerySet:
    """At these places, of these variants; more than asked where both are many."""
    chosen = Q(
        variant__in={variant for variant, _place in places},
        location__in={place for _variant, place in places},
    )
    return Stock.objects.filter(chosen)
