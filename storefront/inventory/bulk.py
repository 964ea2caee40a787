"""Many counts at once, in few queries."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Q

from storefront.inventory.models import Movement, Stock, StockQuerySet
from storefront.inventory.services import check_count
from storefront.inventory.signals import stock_changed

Place = tuple[int, int]


class Count(Protocol):
    """`counts` is `{(variant_id, location_id): counted}`."""

    def __call__(
        self, *, counts: Mapping[Place, int], made_by: AbstractUser | None
    ) -> object: ...


@transaction.atomic
def count_new(*, counts: Mapping[Place, int], made_by: AbstractUser | None) -> None:
    """The first counts of variants that the same transaction has added and has not told
    of yet: there is no row to lock, and nobody else to tell.
    """
    for on_hand in counts.values():
        check_count(on_hand)
    rows = [
        Stock(variant_id=variant, location_id=place, on_hand=on_hand)
        for (variant, place), on_hand in counts.items()
    ]
    Stock.objects.bulk_create(rows)
    record_counts([(row, row.on_hand) for row in rows if row.on_hand], made_by)


@transaction.atomic
def count_many(
    *, counts: Mapping[Place, int], made_by: AbstractUser | None = None
) -> list[int]:
    """Set the counts and return the variants that differed."""
    for on_hand in counts.values():
        check_count(on_hand)
    moved = []
    for stock in lock_many(counts):
        counted = counts[stock.variant_id, stock.location_id]
        if counted != stock.on_hand:
            moved.append((stock, counted - stock.on_hand))
            stock.on_hand = counted
    write_counts([stock for stock, _difference in moved])
    record_counts(moved, made_by)
    changed = sorted({stock.variant_id for stock, _difference in moved})
    if changed:
        stock_changed.send(sender=Stock, variant_ids=changed)
    return changed


def record_counts(
    moved: Iterable[tuple[Stock, int]], made_by: AbstractUser | None
) -> None:
    Movement.objects.bulk_create(
        Movement(
            stock=stock,
            quantity=difference,
            reason=Movement.Reason.COUNT,
            made_by_id=made_by.pk if made_by else None,
        )
        for stock, difference in moved
    )


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
