"""What can be chosen on a product's page, in one step or in two."""

from collections.abc import Sequence
from dataclasses import dataclass

from storefront.catalog.models import Axis, Product, Variant
from storefront.inventory.models import Availability, units_left
from storefront.web.shelf import state_of


@dataclass(frozen=True)
class Choice:
    """A variant in the picker; `values` are those of its options, in order."""

    variant: Variant
    values: tuple[str, ...]
    availability: Availability

    @property
    def text(self) -> str:
        return " · ".join(self.values)

    @property
    def rest(self) -> str:
        """What is left to say where the first value is said already."""
        return " · ".join(self.values[1:])

    @property
    def sold_out(self) -> bool:
        return self.availability == Availability.SOLD_OUT


@dataclass(frozen=True)
class Group:
    """The choices that share their first value, such as a colour."""

    number: int
    text: str
    choices: Sequence[Choice]

    @property
    def field(self) -> str:
        return f"variant-{self.number}"

    @property
    def chosen(self) -> Choice | None:
        return first_to_have(self.choices)


@dataclass(frozen=True)
class Picker:
    product: Product
    choices: Sequence[Choice]

    @property
    def chosen(self) -> Choice | None:
        return first_to_have(self.choices)

    @property
    def cheapest(self) -> Variant:
        return min((one.variant for one in self.choices), key=lambda one: one.price)

    @property
    def several_prices(self) -> bool:
        return len({one.variant.price for one in self.choices}) > 1

    @property
    def labels(self) -> list[str]:
        return [str(Axis(axis).label) for axis in self.product.axes]

    @property
    def groups(self) -> list[Group]:
        """Two steps where the first does not settle it; nothing where one is enough."""
        sorted_out: dict[str, list[Choice]] = {}
        for one in self.choices:
            sorted_out.setdefault(one.values[0], []).append(one)
        if not 1 < len(sorted_out) < len(self.choices):
            return []
        return [
            Group(number, text, found)
            for number, (text, found) in enumerate(sorted_out.items(), start=1)
        ]

    @property
    def chosen_group(self) -> Group | None:
        return next((group for group in self.groups if group.chosen), None)


def picker_of(product: Product) -> Picker:
    variants = product.variants.filter(archived=False)
    offered = [
        Choice(
            variant=variant,
            values=tuple(value for _, value in variant.options) or (product.title,),
            availability=state_of(variant, variant.units),
        )
        for variant in variants.annotate(units=units_left("pk"))
    ]
    return Picker(product, offered)


def first_to_have(choices: Sequence[Choice]) -> Choice | None:
    return next((one for one in choices if not one.sold_out), None)
