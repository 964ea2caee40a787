"""Statement files as rows of cells: CSV in any usual dress, and XLSX."""

import csv
import zipfile
from datetime import date, datetime
from io import BytesIO, StringIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

LARGEST, MOST_ROWS, MOST_COLUMNS = 5 * 1024 * 1024, 5_000, 40
#: An XLSX is a zip: what it unpacks to is bounded too.
LARGEST_UNPACKED = 50 * 1024 * 1024


def read_table(content: bytes) -> list[list[str]]:
    """Return the cells as text, or raise ValidationError saying what is wrong."""
    if len(content) > LARGEST:
        raise ValidationError(_("This file is too large: at most 5 MB."), "too_large")
    rows = read_xlsx(content) if content[:2] == b"PK" else read_csv(content)
    rows = [trimmed(row) for row in rows if any(row)]
    if not rows:
        raise ValidationError(_("There are no rows in this file."), "empty")
    if len(rows) > MOST_ROWS:
        raise ValidationError(_("At most 5,000 rows at once."), "too_many")
    return rows


def trimmed(row: list[str]) -> list[str]:
    """Without the empty cells at its end."""
    filled = max(place for place, cell in enumerate(row) if cell)
    return row[: filled + 1]


def read_csv(content: bytes) -> list[list[str]]:
    text = decoded(content)
    if "\x00" in text:
        raise not_a_statement()
    separator = max(";\t,", key=text[:4_096].count)
    try:
        rows = list(csv.reader(StringIO(text), delimiter=separator))
    except csv.Error as error:
        raise not_a_statement() from error
    return [[cell.strip() for cell in row[:MOST_COLUMNS]] for row in rows]


def decoded(content: bytes) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1258", errors="replace")


def read_xlsx(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
                raise not_a_statement()
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(
            max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True
        )
        return [[written(value) for value in row] for row in rows]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError) as error:
        raise not_a_statement() from error


def written(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat(" ") if isinstance(value, datetime) else str(value)
    return "" if value is None else str(value).strip()


def not_a_statement() -> ValidationError:
    return ValidationError(
        _("This is neither a CSV nor an XLSX file that can be read."), "unreadable"
    )
