"""How many of a variant are in which warehouse of a platform.

Without a choice of staff nothing is spread: the platform's main warehouse has it all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F, Q, Sum

from storefront.channels.buffers import buffers_of
from storefront.channels.models import RemoteWarehouse, WarehouseChoice
from storefront.connections.models import Connection
from storefront.contract.data import StockIn
from storefront.inventory.models import Location, Stock


@dataclass(frozen=True)
class Homes:
    """Which warehouse each chosen location is, by its id there; all others are `main`.

    A warehouse that is gone over there counts as not chosen.
    """

    chosen: Mapping[int, str]
    main: str

    def warehouse_of(self, location_id: int) -> str:
        return self.chosen.get(location_id, self.main)

    def locations_of(self, warehouse: str) -> list[int]:
        """Our locations that are this warehouse, in selling order."""
        ids = Location.objects.values_list("pk", flat=True)
        return [pk for pk in ids if self.warehouse_of(pk) == warehouse]


def homes_of(connection: Connection) -> Homes | None:
    """None: staff chose nothing, or the platform has no warehouses."""
    rows = WarehouseChoice.objects.filter(connection=connection, warehouse__gone=False)
    chosen = dict(rows.values_list("location", "warehouse__external_id"))
    main = RemoteWarehouse.objects.of(connection).first() if chosen else None
    return Homes(chosen, main.external_id) if main else None


def spread(
    connection: Connection, variant_ids: Iterable[int]
) -> dict[int, tuple[StockIn, ...]]:
    """Where what can be sold there is, of each of these variants, if it is spread.

    What is kept back is kept back where there is most.
    """
    homes = homes_of(connection)
    if homes is None:
        return {}
    ids = list(variant_ids)
    held = held_by_warehouse(homes, ids)
    available = {pk: sum(units.values()) for pk, units in held.items()}
    offered = buffers_of(connection, Q(variant__in=ids)).offered(available)
    return {
        pk: less(units, kept=available[pk] - offered[pk]) for pk, units in held.items()
    }


def held_by_warehouse(
    homes: Homes, variant_ids: list[int]
) -> dict[int, dict[str, int]]:
    nothing = dict.fromkeys(sorted({homes.main, *homes.chosen.values()}), 0)
    held = {pk: dict(nothing) for pk in variant_ids}
    rows = Stock.objects.sellable().filter(variant__in=variant_ids)
    units = rows.values("variant", "location").annotate(
        units=Sum(F("on_hand") - F("reserved"))
    )
    for row in units.order_by():
        held[row["variant"]][homes.warehouse_of(row["location"])] += row["units"]
    return held


def less(units: Mapping[str, int], *, kept: int) -> tuple[StockIn, ...]:
    left = dict(units)
    for warehouse in sorted(units, key=lambda one: (-units[one], one)):
        taken = min(kept, left[warehouse])
        left[warehouse] -= taken
        kept -= taken
    return tuple(StockIn(warehouse, number) for warehouse, number in left.items())
