"""Our words for what a file can say, and how each is read. Formats map onto these."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from storefront.catalog import descriptions
from storefront.catalog.models import LARGEST, Product
from storefront.catalog.money import show
from storefront.catalog.search import normalise
from storefront.exchange.amounts import Money, decimal, whole_number
from storefront.exchange.rows import Cell
from storefront.exchange.sales import moment
from storefront.inventory.services import check_count


@dataclass(frozen=True, slots=True)
class Reading:
    """How this file is read: its money, and what staff said its options mean."""

    money: Money
    axes: Mapping[str, str]
    #: The fields that the file has columns for. An empty cell there empties the field.
    present: frozenset[str]


Reader = Callable[[Cell, Reading], object]


@dataclass(frozen=True, slots=True)
class Field:
    """`attribute` is the one of the row. A `kept` field is not emptied by a cell."""

    attribute: str
    read: Reader
    label: StrOrPromise
    empty: object = ""
    kept: bool = False


def text(cell: Cell, _reading: Reading) -> str:
    return " ".join(cell.text.split())


def html(cell: Cell, _reading: Reading) -> str:
    return descriptions.clean(cell.text)


def money(cell: Cell, reading: Reading) -> int:
    return reading.money.read(cell)


def measure(cell: Cell, reading: Reading, *, factor: str) -> int | None:
    """Whole grams or millimetres; nothing weighs 0."""
    value = decimal(cell, plain=reading.money.plain, places=0) * Decimal(factor)
    whole = int(value.to_integral_value(ROUND_HALF_UP))
    if whole > LARGEST:
        raise ValidationError(_("This is too large."), "too_large")
    return whole or (1 if value else None)


def number(cell: Cell, _reading: Reading) -> int:
    return whole_number(cell)


def stock(cell: Cell, _reading: Reading) -> int:
    """Units; what was sold below zero counts as none."""
    units = 0 if cell.text.startswith("-") else whole_number(cell)
    check_count(units)
    return units


YES = {"1", "true", "yes", "y", "co", "x", "on", "hien thi"}
NO = {"0", "-1", "false", "no", "n", "khong", "off", "an", "hidden"}


def flag(cell: Cell, _reading: Reading) -> bool:
    word = normalise(cell.text)
    if word not in YES | NO:
        raise ValidationError(_("Write 1 for yes or 0 for no."), "flag")
    return word in YES


STATES = {
    "active": Product.State.ACTIVE,
    "draft": Product.State.DRAFT,
    "archived": Product.State.ARCHIVED,
    "unlisted": Product.State.DRAFT,
    "dang ban": Product.State.ACTIVE,
    "dang giao dich": Product.State.ACTIVE,
    "nhap": Product.State.DRAFT,
    "ban nhap": Product.State.DRAFT,
    "ngung ban": Product.State.ARCHIVED,
    "luu tru": Product.State.ARCHIVED,
}


def state(cell: Cell, _reading: Reading) -> str:
    word = normalise(cell.text)
    if word in STATES:
        return STATES[word]
    if word in YES | NO:
        return Product.State.ACTIVE if word in YES else Product.State.DRAFT
    message = _("“%(text)s” is no state: write active, draft or archived.")
    raise ValidationError(message, "state", {"text": show(cell.text)})


def begin(cell: Cell, _reading: Reading) -> datetime:
    return moment(cell)


def end(cell: Cell, _reading: Reading) -> datetime:
    return moment(cell, ends=True)


def gtin(cell: Cell, _reading: Reading) -> str:
    """Spreadsheets and exports put an apostrophe before it, so that it stays text."""
    return cell.text.strip("'\"= ")


PRODUCT = {
    "slug": Field("slug", text, gettext_lazy("address"), kept=True),
    "title_vi": Field("title_vi", text, gettext_lazy("title"), kept=True),
    "title_en": Field("title_en", text, gettext_lazy("title in English"), None),
    "description_vi": Field("description_vi", html, gettext_lazy("description")),
    "description_en": Field(
        "description_en", html, gettext_lazy("description in English")
    ),
    "brand": Field("brand", text, gettext_lazy("brand")),
    "state": Field("state", state, gettext_lazy("state"), kept=True),
    "seo_title_vi": Field(
        "seo_title_vi", text, gettext_lazy("title for search engines"), None
    ),
    "seo_title_en": Field(
        "seo_title_en", text, gettext_lazy("title for search engines in English"), None
    ),
    "seo_description_vi": Field(
        "seo_description_vi", text, gettext_lazy("description for search engines"), None
    ),
    "seo_description_en": Field(
        "seo_description_en",
        text,
        gettext_lazy("description for search engines in English"),
        None,
    ),
}

OPTION_FIELDS = {
    f"option_{place}_{language}": Field(
        f"option_{place}_{language}",
        text,
        gettext_lazy("option"),
        "" if language == "vi" else None,
    )
    for place in (1, 2, 3)
    for language in ("vi", "en")
}

#: Millimetres and grams in each unit that files use.
LENGTHS = {"mm": "1", "cm": "10", "m": "1000", "in": "25.4", "yd": "914.4"}
WEIGHTS = {"g": "1", "kg": "1000", "lbs": "453.59237", "oz": "28.349523125"}

MEASURES = {
    f"{side}_{unit}": Field(f"{side}_mm", partial(measure, factor=factor), label, None)
    for side, label in {
        "length": gettext_lazy("length"),
        "width": gettext_lazy("width"),
        "height": gettext_lazy("height"),
    }.items()
    for unit, factor in LENGTHS.items()
} | {
    f"weight_{unit}": Field(
        "weight_grams", partial(measure, factor=factor), gettext_lazy("weight"), None
    )
    for unit, factor in WEIGHTS.items()
}

VARIANT = {
    "sku": Field("sku", text, gettext_lazy("SKU"), kept=True),
    "gtin": Field("gtin", gtin, gettext_lazy("GTIN")),
    "price": Field("price", money, gettext_lazy("price"), kept=True),
    "compare_at_price": Field(
        "compare_at_price", money, gettext_lazy("price before"), None
    ),
    "stock_tracked": Field(
        "stock_tracked", flag, gettext_lazy("stock is counted"), kept=True
    ),
    "position": Field("position", number, gettext_lazy("position"), kept=True),
    "archived": Field("archived", flag, gettext_lazy("archived"), kept=True),
    **OPTION_FIELDS,
    **MEASURES,
}

#: A price for a while, which is a row of its own. Amounts and moments in our words.
SALE = {
    "sale_price": Field("amount", money, gettext_lazy("sale price"), None),
    "sale_from": Field("starts_at", begin, gettext_lazy("sale from"), None),
    "sale_until": Field("ends_at", end, gettext_lazy("sale until"), None),
}

#: Read with others, or into other rows.
BESIDE = {
    "product": gettext_lazy("which lines are one product"),
    "category_vi": gettext_lazy("category"),
    "category_en": gettext_lazy("category in English"),
    "option_1_name": gettext_lazy("name of the first option"),
    "option_2_name": gettext_lazy("name of the second option"),
    "option_3_name": gettext_lazy("name of the third option"),
    "stock": gettext_lazy("stock"),
}

#: The first holds addresses; what pictures show is said line by line, in their order.
PICTURES = {
    "pictures": gettext_lazy("addresses of pictures"),
    "picture_alts_vi": gettext_lazy("descriptions of pictures"),
    "picture_alts_en": gettext_lazy("descriptions of pictures in English"),
    "variant_picture": gettext_lazy("address of the variant’s own picture"),
}

FIELDS = {
    **{name: field.label for name, field in (PRODUCT | VARIANT | SALE).items()},
    **BESIDE,
    **PICTURES,
}
