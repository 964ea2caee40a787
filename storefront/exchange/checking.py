"""From what stands in the file to values for our rows; what is wrong is collected."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from storefront.catalog.models import OPTIONS
from storefront.catalog.text import clean
from storefront.exchange import options
from storefront.exchange.fields import PRODUCT, SALE, VARIANT, Field, Reading, stock
from storefront.exchange.rows import Cell, ProductRow, VariantRow
from storefront.exchange.sales import Said
from storefront.exchange.staging import Finding

#: Staff can mend it by saying what the option is.
UNKNOWN_OPTION = "option"
PATH = ">"


@dataclass(slots=True)
class WantedVariant:
    row: VariantRow
    sku: str
    values: dict[str, object]
    stock: int | None
    #: None: the file does not speak of sales.
    sale: Said | None = None


@dataclass(slots=True)
class Wanted:
    """A product as the file wants it: only what the file speaks of."""

    row: ProductRow
    values: dict[str, object] = field(default_factory=dict)
    category: tuple[tuple[str, str], ...] = ()
    variants: list[WantedVariant] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    new_categories: list[str] = field(default_factory=list)
    #: Nothing of it goes in.
    refused: bool = False

    def refuse(self, cell: Cell, reason: str, code: str = "") -> None:
        """Refuse the product, and with it each line that says or sells a part of it."""
        self.refused = True
        self.findings.append(Finding(cell, reason, code=code))
        told = {finding.cell.line for finding in self.findings if finding.refused}
        because = _("Its product is refused: see line %(line)s.") % {"line": cell.line}
        lines = {self.row.line, *(variant.line for variant in self.row.variants)}
        for line in sorted(lines - told):
            self.findings.append(Finding(Cell("", line, ""), because))


def check(row: ProductRow, reading: Reading) -> Wanted:
    wanted = Wanted(row)
    try:
        wanted.values = read_fields(row.fields, PRODUCT, reading)
        wanted.category = category_of(row)
        wanted.values |= axes_of(row, reading)
    except WrongCell as wrong:
        wanted.refuse(wrong.cell, wrong.reason, wrong.code)
        return wanted
    for variant in row.variants:
        try:
            wanted.variants.append(check_variant(variant, reading, wanted.findings))
        except WrongCell as wrong:
            wanted.findings.append(Finding(wrong.cell, wrong.reason))
    return wanted


class WrongCell(Exception):
    def __init__(self, cell: Cell, reason: str, code: str = "") -> None:
        super().__init__(reason)
        self.cell, self.reason, self.code = cell, reason, code


def check_variant(
    row: VariantRow, reading: Reading, findings: list[Finding]
) -> WantedVariant:
    if "sku" not in row.fields:
        raise WrongCell(Cell("", row.line, ""), _("The SKU is missing."))
    values = read_fields(row.fields, VARIANT, reading)
    drop_lower_price_before(row, values, findings)
    sku = str(values.pop("sku"))
    units = None
    if cell := row.fields.get("stock"):
        units = read(cell, Field("stock", stock, ""), reading)
    counted = units if isinstance(units, int) else None
    return WantedVariant(row, sku, values, counted, read_sale(row, reading))


def read_sale(row: VariantRow, reading: Reading) -> Said | None:
    if "sale_price" not in reading.present:
        return None
    values = read_fields(row.fields, SALE, reading)
    return cast(Said, tuple(values.get(field.attribute) for field in SALE.values()))


def read_fields(
    cells: Mapping[str, Cell], table: Mapping[str, Field], reading: Reading
) -> dict[str, object]:
    """Read what is there; an empty cell of a column that is there empties."""
    values: dict[str, object] = {}
    for name in reading.present & table.keys():
        if name not in cells and not table[name].kept:
            values.setdefault(table[name].attribute, table[name].empty)
    for name in cells.keys() & table.keys():
        values[table[name].attribute] = read(cells[name], table[name], reading)
    return values


def read(cell: Cell, field: Field, reading: Reading) -> object:
    if not clean(cell.text):
        raise WrongCell(cell, _("It holds broken characters."))
    try:
        return field.read(cell, reading)
    except ValidationError as error:
        raise WrongCell(cell, " ".join(error.messages)) from error


def drop_lower_price_before(
    row: VariantRow, values: dict[str, object], findings: list[Finding]
) -> None:
    """Other shops keep a price before that is not above the price, and hide it."""
    before, price = values.get("compare_at_price"), values.get("price")
    if isinstance(before, int) and isinstance(price, int) and before <= price:
        values["compare_at_price"] = None
        if before != price and before:
            reason = _("The price before is not above the price.")
            cell = row.fields["compare_at_price"]
            findings.append(Finding(cell, reason, refused=False))


def category_of(row: ProductRow) -> tuple[tuple[str, str], ...]:
    """The path of names in both languages, from the top."""
    cell = row.fields.get("category_vi")
    if cell is None:
        return ()
    names = parts(cell)
    english = (
        in_english(row.fields["category_en"]) if "category_en" in row.fields else []
    )
    english += [""] * (len(names) - len(english))
    return tuple(zip(names, english, strict=False))


def in_english(cell: Cell) -> list[str]:
    """A name may be missing between the others."""
    return [" ".join(name.split()) for name in cell.text.split(PATH)]


def parts(cell: Cell) -> list[str]:
    names = in_english(cell)
    if not all(names) or not clean(cell.text):
        raise WrongCell(cell, _("Write categories like: Clothes > Shirts."))
    return names


def axes_of(row: ProductRow, reading: Reading) -> dict[str, object]:
    """Which kinds of option the product has, by the names that the file gives them."""
    axes: dict[str, object] = {}
    for place, _option in enumerate(OPTIONS, start=1):
        cell = row.fields.get(f"option_{place}_name")
        if cell is None:
            if f"option_{place}_name" in reading.present:
                axes[f"axis_{place}"] = ""
            continue
        axis = options.axis_of(cell.text, reading.axes)
        if not axis:
            message = _("“%(name)s” is no kind of option here: say which it is.")
            raise WrongCell(cell, message % {"name": cell.text}, UNKNOWN_OPTION)
        axes[f"axis_{place}"] = axis
    return axes
