"""What tells the variants of a product apart, in Meta's fields."""

import re
from collections.abc import Sequence

from storefront.contract.data import Option

#: Axes with a field of their own; all others share additional_variant_attribute.
FIELDS = ("color", "size", "material", "pattern")

DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")


def attributes(options: Sequence[Option]) -> dict[str, str]:
    """Every field, because an empty one clears what an earlier send put there."""
    own = {option.axis: option.value for option in options if option.axis in FIELDS}
    others = [
        f"{plain(option.label)}:{plain(option.value)}"
        for option in options
        if option.axis not in FIELDS
    ]
    fields = {field: own.get(field, "") for field in FIELDS}
    return {**fields, "additional_variant_attribute": ",".join(others)}


def plain(text: str) -> str:
    """Their list is cut at commas, so 1,5 l is written 1.5 l."""
    return DECIMAL_COMMA.sub(".", text)


def inexpressible(option: Option) -> bool:
    return bool(set(",:") & set(plain(option.label) + plain(option.value)))
