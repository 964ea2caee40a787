"""The lines of a file, put together by product, in a file of their own.

Lines of one product may stand anywhere, and a file may be larger than memory: so they
are written down first and read back product by product.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import orjson
from django.utils.translation import gettext as _

from storefront.exchange.fields import PICTURES
from storefront.exchange.formats.format import Format
from storefront.exchange.rows import (
    Cell,
    Line,
    PictureCells,
    ProductRow,
    Record,
    Refused,
    VariantRow,
)
from storefront.exchange.sheets import Sheet

TABLES = """
PRAGMA journal_mode=OFF;
PRAGMA synchronous=OFF;
CREATE TABLE record (place INTEGER PRIMARY KEY, line INT, name TEXT, sells INT,
                     fields TEXT);
CREATE TABLE alias (name TEXT PRIMARY KEY, real TEXT) WITHOUT ROWID;
CREATE TABLE sku (sku TEXT PRIMARY KEY, line INT) WITHOUT ROWID;
CREATE TABLE product (place INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE finding (place INTEGER PRIMARY KEY, cell TEXT, reason TEXT, refused INT);
"""
JOINED = """
UPDATE record SET name = (SELECT real FROM alias WHERE alias.name = record.name)
WHERE name IN (SELECT name FROM alias);
CREATE INDEX record_name ON record (name, place);
INSERT INTO product (name)
SELECT name FROM record GROUP BY name ORDER BY min(place);
"""
IN_ORDER = """
SELECT product.place, record.line, record.sells, record.fields
FROM product CROSS JOIN record ON record.name = product.name
WHERE product.place > ? ORDER BY product.place, record.place
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What staff should see about one cell, or one line."""

    cell: Cell
    reason: str
    refused: bool = True
    code: str = ""


class Stage:
    def __init__(self, folder: Path) -> None:
        self.rows = sqlite3.connect(folder / "stage.sqlite3", isolation_level=None)
        self.rows.executescript(TABLES)
        #: How often a column says something that has no place here.
        self.left_out: dict[str, int] = {}

    def fill(self, sheet: Sheet, format: Format) -> None:  # noqa: A002 - the word for it
        ignored = format.left_out(sheet.columns)
        self.rows.execute("BEGIN")
        for line in sheet.lines():
            self.count_left_out(line, ignored)
            try:
                self.add(format.read(line))
            except Refused as refused:
                cell = refused.cell._replace(line=line.number)
                self.note(Finding(cell, refused.reason))
        self.rows.execute("COMMIT")
        self.rows.executescript(JOINED)

    def count_left_out(self, line: Line, ignored: frozenset[str]) -> None:
        for name in ignored & line.cells.keys():
            column = line.cells[name].column
            self.left_out[column] = self.left_out.get(column, 0) + 1

    def add(self, record: Record) -> None:
        self.claim_sku(record)
        packed = {name: tuple(cell) for name, cell in record.fields.items()}
        self.rows.execute(
            "INSERT INTO record (line, name, sells, fields) VALUES (?, ?, ?, ?)",
            (record.line, record.group, record.sells, orjson.dumps(packed)),
        )
        for alias in record.aliases:
            self.rows.execute(
                "INSERT OR IGNORE INTO alias VALUES (?, ?)", (alias, record.group)
            )
        for cell, reason in record.notes:
            self.note(Finding(cell, reason, refused=False))

    def claim_sku(self, record: Record) -> None:
        sku = record.fields.get("sku")
        if sku is None or not record.sells:
            return
        taken = self.rows.execute(
            "INSERT OR IGNORE INTO sku VALUES (?, ?)", (sku.text, record.line)
        )
        if not taken.rowcount:
            (line,) = self.rows.execute(
                "SELECT line FROM sku WHERE sku = ?", (sku.text,)
            ).fetchone()
            raise Refused(
                _("Line %(line)s has this SKU already.") % {"line": line}, sku
            )

    def note(self, finding: Finding) -> None:
        self.rows.execute(
            "INSERT INTO finding (cell, reason, refused) VALUES (?, ?, ?)",
            (orjson.dumps(tuple(finding.cell)), finding.reason, finding.refused),
        )

    def findings(self) -> Iterator[Finding]:
        rows = self.rows.execute("SELECT cell, reason, refused FROM finding")
        for cell, reason, refused in rows:
            yield Finding(Cell(*orjson.loads(cell)), reason, bool(refused))

    def count(self) -> int:
        (count,) = self.rows.execute("SELECT count(*) FROM product").fetchone()
        return int(count)

    def products(self, *, after: int) -> Iterator[tuple[int, ProductRow]]:
        """The products behind a place, each with its place."""
        rows = self.rows.execute(IN_ORDER, (after,))
        for place, records in groupby(rows, key=itemgetter(0)):
            yield place, put_together(list(records))

    def close(self) -> None:
        self.rows.close()


def put_together(records: list[tuple[int, int, int, str]]) -> ProductRow:
    """What the first line says holds for the product; later lines fill what is empty.

    A line that sells nothing gives its measures to the variants.
    """
    product = ProductRow(line=records[0][1])
    shared: dict[str, Cell] = {}
    for _place, line, sells, packed in records:
        fields = {name: Cell(*cell) for name, cell in orjson.loads(packed).items()}
        if said := {name: fields.pop(name) for name in PICTURES if name in fields}:
            sku = fields["sku"].text if sells and "sku" in fields else ""
            product.pictures.append(PictureCells(said, sku))
        if sells:
            product.variants.append(VariantRow(line, fields))
        else:
            shared = fields | shared
        product.fields = fields | product.fields
    for variant in product.variants:
        variant.fields = shared | variant.fields
    return product
