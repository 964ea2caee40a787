"""Which order a transfer's text names. Banks leave out hyphens and add words."""

import re

from storefront.orders.models import Order
from storefront.orders.numbers import LETTERS

LENGTH = 8


def find_order(text: str) -> Order | None:
    """The one order of ours whose number stands in the text; of two, neither."""
    numbers = possible_numbers(text)
    found = list(Order.objects.filter(number__in=numbers, connection=None)[:2])
    return found[0] if len(found) == 1 else None


def possible_numbers(text: str) -> set[str]:
    """Whatever looks like a number once everything between letters is gone."""
    bare = re.sub(r"[^0-9A-Z]", "", text.upper())
    windows = (bare[start : start + LENGTH] for start in range(len(bare) - LENGTH + 1))
    return {f"{one[:4]}-{one[4:]}" for one in windows if set(one) <= set(LETTERS)}
