from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storefront.catalog.models import Variant

#: Above this a price is a slip of the keyboard, in any currency.
HIGHEST_PRICE = 10**12


@dataclass(frozen=True, slots=True)
class Price:
    """What a variant costs now, and what it cost before if that is to be shown."""

    amount: int
    before: int | None = None


def present(variant: "Variant") -> Price:
    return Price(variant.price, variant.compare_at_price)
