"""The categories of a platform's own tree, and what it asks for in each of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from storefront.contract.data import Given, Listing, Offer, Problem, Text
from storefront.contract.preflight import problem


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """A category there, with its names from the root down to its own.

    A language that the platform does not speak stays empty. `choosable`: products may
    be put into it; many platforms take them at the ends of their tree only.
    """

    external_id: str
    path_vi: tuple[str, ...] = ()
    path_en: tuple[str, ...] = ()
    choosable: bool = True


@dataclass(frozen=True, slots=True)
class Allowed:
    """A value that the platform knows, by its id there."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Attribute:
    """What a category asks of its products.

    `values` are those to choose from; `free`: any other text is taken as well. One
    value is given, also where a platform takes several. `field` is where the hub knows
    it already: brand, gtin, weight, or an axis such as color. `required_if`: it is
    required once another attribute (by its key) has this value.
    """

    key: str
    name: Text
    required: bool = False
    values: tuple[Allowed, ...] = ()
    free: bool = False
    field: str = ""
    required_if: tuple[tuple[str, str], ...] = ()


#: Where the hub knows something of an offer, beside its options.
KNOWN: Final = {
    "brand": lambda listing, offer: listing.brand,
    "gtin": lambda listing, offer: offer.gtin,
    "weight": lambda listing, offer: offer.weight_grams,
}


def attribute_problems(
    listing: Listing, attributes: Sequence[Attribute]
) -> Iterator[Problem]:
    """What the listing's category asks for and it lacks, or has in words unknown."""
    given = as_mapping(listing.attributes)
    for attribute in attributes:
        value = given.get(attribute.key, "")
        if value:
            yield from wrong_value(attribute, value)
        elif is_required(attribute, given) and not is_known(attribute, listing):
            yield problem(
                "attribute_missing",
                "attributes",
                f"Thiếu “{attribute.name.vi}”, ngành hàng đã chọn bắt buộc phải có.",
                f"“{attribute.name.en}” is missing: the chosen category asks for it.",
            )


def wrong_value(attribute: Attribute, value: str) -> Iterator[Problem]:
    if not is_allowed(attribute, value):
        yield problem(
            "attribute_unknown",
            "attributes",
            f"“{attribute.name.vi}”: kênh này không còn nhận giá trị đã chọn.",
            f"“{attribute.name.en}”: this channel no longer knows the value chosen.",
        )


def is_allowed(attribute: Attribute, value: str) -> bool:
    any_text = attribute.free or not attribute.values
    return any_text or value in {allowed.id for allowed in attribute.values}


def is_required(attribute: Attribute, given: Mapping[str, str]) -> bool:
    conditions = attribute.required_if
    return attribute.required or any(given.get(k) == v for k, v in conditions)


def is_known(attribute: Attribute, listing: Listing) -> bool:
    """Does every offer say it in a field of its own?"""
    return bool(attribute.field) and all(
        told(listing, offer, attribute.field) for offer in listing.offers
    )


def told(listing: Listing, offer: Offer, field: str) -> object:
    if field in KNOWN:
        return KNOWN[field](listing, offer)
    return next((o.value for o in offer.options if o.axis == field), "")


def as_mapping(given: Sequence[Given]) -> dict[str, str]:
    return {one.key: one.value for one in given}
