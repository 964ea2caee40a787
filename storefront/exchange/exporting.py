"""The catalogue as a file, in any of the formats that are also read."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from tempfile import NamedTemporaryFile

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.workbook.child import _WorkbookChild

from storefront.exchange.formats import FORMATS
from storefront.exchange.formulas import harmless, marked
from storefront.exchange.goods import all_goods

Rows = Iterator[Mapping[str, str]]
#: What XML, and so a spreadsheet, cannot hold.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
#: What one cell of a spreadsheet holds.
LONGEST = 32_767
#: Columns that are numbers in a spreadsheet; SKUs and GTINs are not.
NUMBERS = re.compile(
    r"price|stock$|weight|length|width|height|grams|qty", re.IGNORECASE
)


def export_products(*, path: Path, format: str) -> int:  # noqa: A002 - the word for it
    """Write the catalogue; the file is there whole or not at all. Returns its lines."""
    chosen = FORMATS[format]()
    write = write_xlsx if path.suffix.lower() == ".xlsx" else write_csv
    rows = (row for goods in all_goods() for row in chosen.rows(goods))
    return whole(path, lambda target: write(target, chosen.header, rows))


def whole(path: Path, write: Callable[[Path], int]) -> int:
    with NamedTemporaryFile(dir=path.parent, prefix=path.stem, delete=False) as file:
        part = Path(file.name)
    try:
        lines = write(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return lines


def csv_lines(format: str) -> Iterator[str]:  # noqa: A002 - the word for it
    """The same as a stream, for a browser."""
    chosen = FORMATS[format]()
    writer = csv.DictWriter(Echo(), chosen.header)
    yield "\ufeff"
    yield writer.writerow(dict(zip(chosen.header, chosen.header, strict=True)))
    for goods in all_goods():
        for row in chosen.rows(goods):
            yield writer.writerow({name: harmless(text) for name, text in row.items()})


class Echo:
    """Gives back what is written into it."""

    def write(self, text: str) -> str:
        return text


def write_csv(path: Path, header: tuple[str, ...], rows: Rows) -> int:
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        count = 0
        for row in rows:
            writer.writerow({name: harmless(text) for name, text in row.items()})
            count += 1
    return count


def write_xlsx(path: Path, header: tuple[str, ...], rows: Rows) -> int:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(header))
    count = 0
    for row in rows:
        sheet.append([cell(sheet, name, row.get(name, "")) for name in header])
        count += 1
    book.save(path)
    return count


def cell(sheet: _WorkbookChild, column: str, text: str) -> Cell | Decimal | None:
    """Text stays text, whatever it begins with."""
    if not text:
        return None
    if NUMBERS.search(column):
        try:
            return Decimal(text)
        except InvalidOperation:
            pass
    written = WriteOnlyCell(sheet, CONTROLS.sub("", marked(text))[:LONGEST])
    written.data_type = "s"
    return written
