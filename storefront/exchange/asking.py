"""What is asked of staff, checked before anything begins; and what they once said."""

import codecs
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from babel.numbers import UnknownCurrencyError, validate_currency
from django.conf import settings
from django.utils.translation import gettext as _

from storefront.catalog.models import Axis
from storefront.exchange.choices import Choices
from storefront.exchange.fields import FIELDS
from storefront.exchange.formats import detect
from storefront.exchange.formats.mapped import signature
from storefront.exchange.models import Preset
from storefront.exchange.rows import Unreadable
from storefront.exchange.sheets import open_sheet


def pairs(words: Sequence[str]) -> dict[str, str]:
    """Read `name=value`, parted at the last sign: column names may hold one."""
    found = {}
    for word in words:
        name, equals, value = word.rpartition("=")
        if not (equals and name and value):
            raise Unreadable(_("Write “%(word)s” like NAME=VALUE.") % {"word": word})
        found[name.strip()] = value.strip()
    return found


def remembered(path: Path, choices: Choices, *, name: str = "") -> Choices:
    """Check what was said; fill in what was said of such columns before, or keep it."""
    check(choices)
    sheet = open_sheet(path, encoding=choices.encoding, header=choices.header)
    if detect(sheet.columns) and not choices.columns:
        return choices
    if not choices.header:
        return choices
    key = signature(sheet.header)
    if choices.columns:
        check_columns(choices, sheet.columns)
        keep(key, name or path.name, choices)
        return choices
    preset = Preset.objects.filter(signature=key).first()
    if preset is None:
        return choices
    return replace(
        choices, columns=preset.columns, axes={**preset.axes, **choices.axes}
    )


def keep(key: str, name: str, choices: Choices) -> None:
    Preset.objects.update_or_create(
        signature=key,
        defaults={"columns": choices.columns, "axes": choices.axes},
        create_defaults={
            "name": name[:200],
            "columns": choices.columns,
            "axes": choices.axes,
        },
    )


def check(choices: Choices) -> None:
    check_money(choices)
    check_encoding(choices.encoding)
    for axis in choices.axes.values():
        if axis not in Axis.values:
            message = _("“%(word)s” is no kind of option. There are: %(all)s.")
            kinds = ", ".join(Axis.values)
            raise Unreadable(message % {"word": axis, "all": kinds})
    for field in choices.columns.values():
        if field not in FIELDS:
            message = _("“%(word)s” is no field. There are: %(all)s.")
            raise Unreadable(message % {"word": field, "all": ", ".join(FIELDS)})


def check_encoding(name: str) -> None:
    try:
        codecs.lookup(name or "utf-8")
    except LookupError as error:
        message = _("There is no encoding “%(name)s”.")
        raise Unreadable(message % {"name": name}) from error


def check_columns(choices: Choices, columns: frozenset[str]) -> None:
    for name in choices.columns:
        if name.casefold() not in columns:
            message = _("The file has no column “%(name)s”.")
            raise Unreadable(message % {"name": name})


def check_money(choices: Choices) -> None:
    shop = settings.SHOP_CURRENCY
    currency = choices.currency or shop
    try:
        validate_currency(currency)
    except UnknownCurrencyError as error:
        raise Unreadable(
            _("There is no currency %(code)s.") % {"code": currency}
        ) from error
    if currency != shop and not choices.rate:
        message = _("The shop sells in %(shop)s: say how much of it one %(code)s is.")
        raise Unreadable(message % {"shop": shop, "code": currency})
    if currency == shop and choices.rate:
        raise Unreadable(_("A rate is for files in another currency than the shop's."))
    if choices.rate and not positive(choices.rate):
        message = _("“%(rate)s” is no rate. Write it like 25400 or 0.04.")
        raise Unreadable(message % {"rate": choices.rate})


def positive(text: str) -> bool:
    try:
        rate = Decimal(text)
    except InvalidOperation:
        return False
    return rate.is_finite() and rate > 0
