"""What a platform's own categories ask of products, as it was told last."""

from collections.abc import Iterator, Mapping
from typing import Any

from storefront.channels.models import CategoryChoice, RemoteCategory
from storefront.connections.models import Connection
from storefront.contract.categories import Allowed, Attribute, attribute_problems
from storefront.contract.data import Listing, Problem, Text
from storefront.contract.preflight import problem

JSON = Mapping[str, Any]

CHOOSE_ANOTHER = Text(vi="Chọn ngành hàng khác.", en="Choose another category.")


class Asked:
    """What the chosen categories of a connection ask for, read once in two queries.

    While nobody has asked the platform yet, nothing is asked for: it says so itself.
    """

    def __init__(self, connection: Connection) -> None:
        choices = CategoryChoice.objects.filter(connection=connection)
        chosen = dict(choices.values_list("external_id", "gone"))
        self.gone = {external_id for external_id, gone in chosen.items() if gone}
        nodes = RemoteCategory.objects.filter(
            connection=connection, external_id__in=chosen, attributes__isnull=False
        )
        self.attributes = {
            external_id: read_attributes(stored)
            for external_id, stored in nodes.values_list("external_id", "attributes")
        }

    def problems_of(self, listing: Listing) -> Iterator[Problem]:
        if listing.channel_category in self.gone:
            yield problem(
                "category_gone",
                "category",
                "Kênh này không còn ngành hàng đã chọn.",
                "The channel no longer has the category that was chosen.",
                fix=CHOOSE_ANOTHER,
            )
        asked = self.attributes.get(listing.channel_category, ())
        yield from attribute_problems(listing, asked)


def read_attributes(stored: list[JSON] | None) -> tuple[Attribute, ...]:
    """As the plugin said them, from the row."""
    return tuple(map(read_attribute, stored or ()))


def read_attribute(stored: JSON) -> Attribute:
    return Attribute(
        key=stored["key"],
        name=Text(**stored["name"]),
        required=stored["required"],
        values=tuple(
            Allowed(value["id"], Text(**value["name"])) for value in stored["values"]
        ),
        free=stored["free"],
        field=stored["field"],
        required_if=tuple((key, value) for key, value in stored["required_if"]),
    )
