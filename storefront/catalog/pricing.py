"""New prices for many variants at once, made from a rule."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from storefront.catalog.models import Variant
from storefront.catalog.price import Price


class How(StrEnum):
    SET = "set"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class PriceRule:
    """`value` is an amount in minor units, or a change in percent, below zero too.

    `step` is what a price computed from percent is rounded to. `show_before` keeps the
    present price as the price before, where the new one is lower.
    """

    how: How
    value: Decimal
    step: int = 1
    show_before: bool = False

    def price(self, variant: Variant) -> Price:
        amount = int(self.value) if self.how is How.SET else self.share(variant.price)
        if self.show_before and amount < variant.price:
            return Price(amount, variant.price)
        return Price(amount, variant.compare_at_price)

    def share(self, amount: int) -> int:
        """At least one step: a discount gives nothing away for free."""
        changed = Decimal(amount) * (100 + self.value) / 100
        steps = (changed / self.step).quantize(Decimal(1), ROUND_HALF_UP)
        return max(int(steps), 1) * self.step
