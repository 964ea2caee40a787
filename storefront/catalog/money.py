"""Amounts as people write and read them. Inside, money is an integer of minor units."""

import re
from decimal import Decimal

from babel.numbers import format_currency, format_decimal, get_currency_precision
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from storefront.catalog.price import HIGHEST_PRICE

#: What may stand beside the digits, longest first.
SIGNS = ("vnđ", "vnd", "đồng", "đ", "₫", "usd", "us$", "$")
FULL_WIDTH = str.maketrans("０１２３４５６７８９，．－−", "0123456789,.--")
GROUPED = re.compile(r"[0-9]{1,3}([., ])[0-9]{3}(?:\1[0-9]{3})*|[0-9]+")
LONGEST = 40


def format_money(amount: int, currency: str, language: str) -> str:
    return str(
        format_currency(whole_units(amount, currency), currency, locale=language)
    )


def format_amount(amount: int, currency: str, language: str) -> str:
    """Write the digits only, grouped, as one would type them into a form."""
    places = get_currency_precision(currency)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return str(
        format_decimal(whole_units(amount, currency), format=pattern, locale=language)
    )


def parse_money(text: str, currency: str, *, language: str | None = None) -> int:
    """Read an amount as minor units, or raise ValidationError saying what is wrong.

    Where the currency has no smaller parts, `.` and `,` both only group. Elsewhere the
    language decides which of them is the decimal sign.
    """
    digits = bare(text)
    places = get_currency_precision(currency)
    if not places:
        return checked(whole_number(digits, text))
    decimal_sign = "." if (language or get_language()) == "en" else ","
    digits, sign, fraction = digits.partition(decimal_sign)
    if sign and not re.fullmatch(rf"[0-9]{{1,{places}}}", fraction):
        raise unreadable(text, places)
    return checked(
        whole_number(digits, text, places) * 10**places
        + int(fraction.ljust(places, "0"))
    )


def bare(text: str) -> str:
    """Leave digits and separators only; full-width signs become plain ones."""
    bare = " ".join(text[: LONGEST + 1].translate(FULL_WIDTH).casefold().split())
    for sign in SIGNS:
        bare = bare.removeprefix(sign).removesuffix(sign).strip()
    if not bare:
        raise ValidationError(_("Enter an amount."), code="required")
    if bare.startswith("-"):
        raise ValidationError(_("An amount cannot be below zero."), code="negative")
    return bare


def whole_number(digits: str, text: str, places: int = 0) -> int:
    if len(digits) > LONGEST or not GROUPED.fullmatch(digits):
        raise unreadable(text, places)
    return int(re.sub(r"[., ]", "", digits))


def checked(amount: int) -> int:
    if amount > HIGHEST_PRICE:
        raise ValidationError(_("This amount is too high."), code="too_high")
    return amount


def unreadable(text: str, places: int) -> ValidationError:
    """Say why, with an example: most slips are decimals where there are none."""
    shown = show(text)
    if places:
        example = format_decimal(
            Decimal("1250.50"), format="#,##0.00", locale=get_language() or "vi"
        )
        message = _("“%(text)s” is not an amount. Write it like %(example)s.")
        return ValidationError(
            message, "unreadable", {"text": shown, "example": example}
        )
    if re.fullmatch(r"[0-9]+[.,][0-9]+", bare(text)):
        message = _(
            "“%(text)s” has decimals, but this currency has none: write whole amounts,"
            " such as 125.000 or 125000."
        )
        return ValidationError(message, "decimals", {"text": shown})
    message = _("“%(text)s” is not an amount. Write it like 125.000 or 125000.")
    return ValidationError(message, "unreadable", {"text": shown})


def show(text: str) -> str:
    """Quote what was typed so that it can be shown and sent anywhere."""
    return "".join(char for char in text[:LONGEST] if char.isprintable())


def whole_units(amount: int, currency: str) -> Decimal:
    return Decimal(amount).scaleb(-get_currency_precision(currency))
