"""Prices for a while, as files say them and as the shop has them."""

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import is_naive, localtime, make_aware
from django.utils.translation import gettext as _

from storefront.catalog.models import SalePrice, Variant
from storefront.catalog.sale_prices import check_sale, sale_of, usual_price
from storefront.catalog.switching import drop_sale, set_sale
from storefront.catalog.templatetags.money import money
from storefront.contract import clock
from storefront.exchange.rows import Cell

#: The parts of a sale, as a file says them: amount, beginning and end.
Said = tuple[int | None, datetime | None, datetime | None]


def moment(cell: Cell, *, ends: bool = False) -> datetime:
    """A day begins with its first moment, and what ends with it ends with its last."""
    try:
        found = parse_datetime(cell.text) if ":" in cell.text else day(cell, ends=ends)
    except ValueError:  # 2026-02-30
        found = None
    if found is None:
        raise ValidationError(_("Write a moment like 2026-11-30 or 2026-11-30 08:00."))
    return make_aware(found) if is_naive(found) else found


def day(cell: Cell, *, ends: bool) -> datetime | None:
    found = parse_date(cell.text)
    if found is None:
        return None
    return datetime.combine(found + timedelta(days=int(ends)), time.min)


def written(of: datetime) -> str:
    """By the shop's clock, to the last digit."""
    return localtime(of).isoformat(" ")


def put_usual_back(variant: Variant) -> None:
    """In memory alone: a file that speaks of sales says the usual price beside them."""
    price = usual_price(variant)
    variant.price, variant.compare_at_price = price.amount, price.before


def wanted_sale(variant: Variant, said: Said) -> SalePrice | None:
    """The sale that the variant should have, or None. One that is over is none.

    Raises ValidationError if it is no sale, such as one that is not below the price.
    """
    amount, starts_at, ends_at = said
    if amount is None or (ends_at is not None and ends_at <= clock.now()):
        return None
    there = sale_of(variant)
    begins = starts_at or (there.starts_at if there else clock.now())
    sale = SalePrice(amount=amount, starts_at=begins, ends_at=ends_at)
    check_sale(variant=variant, sale=sale)
    return sale


def differs(variant: Variant, wanted: SalePrice | None) -> bool:
    there = sale_of(variant)
    if there is None or wanted is None:
        return there is not wanted
    return terms(there) != terms(wanted)


def terms(sale: SalePrice) -> tuple[int, datetime, datetime | None]:
    return sale.amount, sale.starts_at, sale.ends_at


def write_sale(variant: Variant, wanted: SalePrice | None) -> None:
    """Into the variant whose row was written with its usual price."""
    if wanted is None:
        drop_sale(variant_id=variant.pk)
        return
    amount, starts_at, ends_at = terms(wanted)
    set_sale(variant_id=variant.pk, amount=amount, starts_at=starts_at, ends_at=ends_at)


def shown(sale: SalePrice | None) -> str:
    """For people, in their language."""
    if sale is None:
        return ""
    days = [date_format(localtime(sale.starts_at), "SHORT_DATETIME_FORMAT")]
    if sale.ends_at:
        days.append(date_format(localtime(sale.ends_at), "SHORT_DATETIME_FORMAT"))
    return f"{money(sale.amount)} ({' – '.join(days)})"
