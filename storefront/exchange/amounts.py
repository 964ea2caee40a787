"""Numbers as files hold them: with either decimal sign, grouped, or with a unit."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from storefront.catalog.money import bare, show
from storefront.catalog.price import HIGHEST_PRICE
from storefront.exchange.rows import Cell

PLAIN = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
GROUPED = re.compile(r"[0-9]{1,3}(?:([.,  ])[0-9]{3})(?:\1[0-9]{3})*")
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Money:
    """How amounts of a file become minor units of the shop."""

    currency: str
    shop_currency: str
    rate: Decimal | None = None
    #: The format writes numbers as machines do: a point, and no grouping.
    plain: bool = False

    def read(self, cell: Cell) -> int:
        value = decimal(cell, plain=self.plain, places=self.places)
        if self.rate is None and value != round(value, self.places):
            raise self.too_fine(cell)
        amount = (value * (self.rate or 1)).scaleb(
            get_currency_precision(self.shop_currency)
        )
        whole = int(amount.to_integral_value(ROUND_HALF_UP))
        if whole > HIGHEST_PRICE:
            raise ValidationError(_("This amount is too high."), "too_high")
        return whole

    @property
    def places(self) -> int:
        return get_currency_precision(self.currency)

    def too_fine(self, cell: Cell) -> ValidationError:
        if self.places:
            message = _("“%(text)s” has more decimals than this currency.")
        else:
            message = _(
                "“%(text)s” has decimals, but this currency has none: write whole"
                " amounts, such as 125.000 or 125000."
            )
        return ValidationError(message, "decimals", {"text": show(cell.text)})


def decimal(cell: Cell, *, plain: bool = False, places: int = 2) -> Decimal:
    """Read a number that is not below zero, or say what is wrong with it."""
    text = bare(cell.text)
    if (plain or cell.number) and PLAIN.fullmatch(text):
        return Decimal(text)
    if len(text) > LONGEST:
        raise unreadable(cell)
    return Decimal(european_or_not(text, cell, places))


def european_or_not(text: str, cell: Cell, places: int) -> str:
    """Of two signs the last is the decimal one; a lone one before three digits groups,
    unless it could be either.
    """
    text = text.replace("\u00a0", " ").replace(" ", "")
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return checked(text, "", cell)
    whole, sign, fraction = text[:last], text[last], text[last + 1 :]
    other = "," if sign == "." else "."
    if other in whole:
        return checked(ungrouped(whole, other, cell), fraction, cell)
    if sign in whole or (len(fraction) == 3 and whole != "0"):
        if places and sign not in whole and whole:
            raise ambiguous(cell)
        return checked(ungrouped(text, sign, cell), "", cell)
    return checked(whole or "0", fraction, cell)


def ungrouped(text: str, sign: str, cell: Cell) -> str:
    if sign in text and not GROUPED.fullmatch(text):
        raise unreadable(cell)
    return text.replace(sign, "")


def checked(whole: str, fraction: str, cell: Cell) -> str:
    digits = whole + fraction
    if not (digits.isascii() and digits.isdigit()):
        raise unreadable(cell)
    return f"{whole}.{fraction or 0}"


def ambiguous(cell: Cell) -> ValidationError:
    message = _("“%(text)s” can be read in two ways: write it with two decimals.")
    return ValidationError(message, "ambiguous", {"text": show(cell.text)})


def unreadable(cell: Cell) -> ValidationError:
    message = _("“%(text)s” is not a number.")
    return ValidationError(message, "unreadable", {"text": show(cell.text)})


def whole_number(cell: Cell) -> int:
    value = decimal(cell, places=0)
    if value != int(value):
        message = _("“%(text)s” is not a whole number.")
        raise ValidationError(message, "whole", {"text": show(cell.text)})
    return int(value)
