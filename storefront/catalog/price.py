from dataclasses import dataclass

#: Above this a price is a slip of the keyboard, in any currency.
HIGHEST_PRICE = 10**12


@dataclass(frozen=True, slots=True)
class Price:
    """What a variant costs now, and what it cost before if that is to be shown."""

    amount: int
    before: int | None = None
