"""Lines of a file, one after the other: CSV in what encoding it may be, or XLSX."""

import codecs
import csv
import unicodedata
import zipfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook

from storefront.exchange.formulas import original
from storefront.exchange.rows import Cell, Line, Unreadable

#: A cell longer than that is a quotation mark that nobody closed.
LONGEST_CELL = 1_000_000
#: Bytes of an unpacked spreadsheet; more is a bomb, or does not fit into memory.
LARGEST_BOOK = 1_000_000_000
DELIMITERS = ",;\t|"
ZIP = b"PK\x03\x04"
#: The first bytes of what spreadsheets saved before 2007.
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
#: đ, ơ, ư and their capitals in windows-1258: rare letters in windows-1252.
VIETNAMESE = frozenset(b"\xf0\xf5\xfd\xd0\xd5\xdd")


#: Rows of values, each with the number of the line it begins on.
Rows = Generator[tuple[int, Sequence[object]], None, None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as it was understood. `header` is empty where columns are numbered."""

    path: Path
    header: tuple[str, ...]
    encoding: str = ""
    delimiter: str = ""
    #: What staff should know about how it was read.
    notices: list[str] = field(default_factory=list)

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(name.casefold() for name in self.header)

    def lines(self) -> Iterator[Line]:
        rows = csv_rows(self) if self.encoding else xlsx_rows(self.path)
        names = self.header
        if names:
            next(rows, None)
        for number, values in rows:
            columns = names or tuple(str(n) for n in range(1, len(values) + 1))
            cells = dict(filled(number, columns, values))
            if cells:
                yield Line(number, cells)


def filled(
    number: int, columns: Sequence[str], values: Sequence[object]
) -> Iterator[tuple[str, Cell]]:
    for name, value in zip(columns, values, strict=False):
        text, is_number = written(value)
        if text and name:
            yield name.casefold(), Cell(text, number, name, is_number)


def written(value: object) -> tuple[str, bool]:
    if isinstance(value, str):
        return original(value.strip()), False
    if value is None:
        return "", False
    if isinstance(value, bool):
        return ("1" if value else "0"), False
    if isinstance(value, float) and value.is_integer():
        return str(int(value)), True
    if isinstance(value, datetime):
        return value.isoformat(), False
    return str(value), isinstance(value, int | float)


def open_sheet(path: Path, *, encoding: str = "", header: bool = True) -> Sheet:
    """Find out how to read the file, or raise Unreadable and say what to do."""
    head = first_bytes(path)
    if head.startswith(OLD_EXCEL):
        raise Unreadable(_("This is an old .xls file. Save it as .xlsx or CSV."))
    if head.startswith(ZIP):
        return with_header(Sheet(path, ()), header=header)
    notices: list[str] = []
    if encoding:
        encoding = codecs.lookup(encoding).name
    else:
        encoding, notices = find_encoding(path, head)
    delimiter = find_delimiter(path, encoding)
    return with_header(Sheet(path, (), encoding, delimiter, notices), header=header)


def first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        head = file.read(64 * 1024)
    if not head.strip():
        raise Unreadable(_("The file is empty."))
    return head


def with_header(sheet: Sheet, *, header: bool) -> Sheet:
    if not header:
        return sheet
    rows = csv_rows(sheet) if sheet.encoding else xlsx_rows(sheet.path)
    with closing(rows):
        _number, values = next(rows, (0, []))
    names = tuple(" ".join(written(value)[0].split()) for value in values)
    twice = {name for name in names if name and names.count(name) > 1}
    if twice:
        message = _("Two columns are called “%(name)s”.")
        raise Unreadable(message % {"name": min(twice)})
    return Sheet(sheet.path, names, sheet.encoding, sheet.delimiter, sheet.notices)


def find_encoding(path: Path, head: bytes) -> tuple[str, list[str]]:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", []
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", []
    if head[1:2] == b"\0" or head[:1] == b"\0":
        return ("utf-16-le" if head[1:2] == b"\0" else "utf-16-be"), []
    if is_utf8(path):
        return "utf-8", []
    guess = "cp1258" if VIETNAMESE & set(high_bytes(path)) else "cp1252"
    text = _("The file is not UTF-8 and was read as %(encoding)s: look at the accents.")
    return guess, [text % {"encoding": guess.replace("cp", "windows-")}]


def is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while block := file.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def high_bytes(path: Path) -> Iterator[int]:
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            yield from set(block) & VIETNAMESE


def find_delimiter(path: Path, encoding: str) -> str:
    """The sign that makes the most columns of the first line."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        head = file.read(64 * 1024)
    counts = {
        sign: len(next(csv.reader(head.splitlines()[:50], delimiter=sign), []))
        for sign in DELIMITERS
    }
    return max(counts, key=lambda sign: counts[sign])


def csv_rows(sheet: Sheet) -> Rows:
    csv.field_size_limit(LONGEST_CELL)
    with sheet.path.open(encoding=sheet.encoding, errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=sheet.delimiter)
        begins = 1
        try:
            for row in reader:
                yield begins, composed(row, sheet.encoding)
                begins = reader.line_num + 1
        except csv.Error as error:
            message = _("Line %(line)s cannot be read: is a quotation mark left open?")
            raise Unreadable(message % {"line": begins}) from error


def composed(row: list[str], encoding: str) -> list[str]:
    """windows-1258 writes tone marks as letters of their own."""
    if encoding != "cp1258":
        return row
    return [unicodedata.normalize("NFC", text) for text in row]


def xlsx_rows(path: Path) -> Rows:
    """The first sheet, as it is stored: nothing is loaded whole."""
    with path.open("rb") as file, closing(open_book(file)) as book:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, list(row)


def open_book(file: BinaryIO) -> Workbook:
    try:
        with zipfile.ZipFile(file) as parts:
            size = sum(part.file_size for part in parts.infolist())
        if size > LARGEST_BOOK:
            raise Unreadable(_("This spreadsheet is too large. Save it as CSV."))
        return load_workbook(file, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise Unreadable(_("This is not a spreadsheet that can be read.")) from error
