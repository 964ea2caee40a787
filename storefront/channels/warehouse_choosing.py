"""Staff say which of our locations is which warehouse of a platform."""

from collections.abc import Mapping

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from storefront.channels.models import RemoteWarehouse, WarehouseChoice
from storefront.connections.models import Connection
from storefront.connections.services import bump_rules
from storefront.inventory.models import Location


class WarehousesForm(forms.Form):
    """One choice for each of our locations that sells online."""

    def __init__(
        self, data: Mapping[str, str] | None, *, connection: Connection
    ) -> None:
        super().__init__(data)
        there = list(RemoteWarehouse.objects.of(connection))
        chosen = dict(
            WarehouseChoice.objects.filter(connection=connection).values_list(
                "location", "warehouse"
            )
        )
        for location in Location.objects.filter(sells_online=True):
            self.fields[f"location_{location.pk}"] = forms.ChoiceField(
                label=location.name,
                required=False,
                choices=options(there),
                initial=chosen.get(location.pk, ""),
            )

    def choices(self) -> dict[int, int]:
        """Ids of warehouses by those of locations; what has none is the main one."""
        return {
            int(name.removeprefix("location_")): int(chosen)
            for name, chosen in self.cleaned_data.items()
            if chosen
        }


def options(there: list[RemoteWarehouse]) -> list[tuple[str | int, str]]:
    main = _("the main one (%(name)s)") % {"name": there[0]} if there else "—"
    return [("", main), *((one.pk, str(one)) for one in there)]


@transaction.atomic
def choose_warehouses(connection: Connection, *, chosen: Mapping[int, int]) -> None:
    """Put these locations there and all others into the main warehouse.

    The connection's row is taken first: of two that choose at once the later one counts
    as a whole.
    """
    bump_rules(connection)
    WarehouseChoice.objects.filter(connection=connection).delete()
    WarehouseChoice.objects.bulk_create(
        WarehouseChoice(
            connection=connection, location_id=location, warehouse_id=warehouse
        )
        for location, warehouse in chosen.items()
    )
