"""What every format is read into. Each value knows where in the file it stood."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Cell(NamedTuple):
    text: str
    line: int
    column: str
    #: A number of a spreadsheet: its point is a decimal sign, whatever the language.
    number: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: its filled cells by the name of their column."""

    number: int
    cells: dict[str, Cell]

    def text(self, column: str) -> str:
        cell = self.cells.get(column)
        return cell.text if cell else ""


@dataclass(frozen=True, slots=True)
class Record:
    """A line in our words. Lines of one `group` are one product."""

    line: int
    group: str
    fields: dict[str, Cell]
    #: A variant stands on this line, not only texts or a picture of its product.
    sells: bool = True
    #: What other lines may call the group besides.
    aliases: tuple[str, ...] = ()
    #: What of this line is not taken over, and why.
    notes: tuple[tuple[Cell, str], ...] = ()


@dataclass(slots=True)
class VariantRow:
    line: int
    fields: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class PictureCells:
    """What one line says of pictures, in our words."""

    cells: dict[str, Cell]
    #: Of the variant that the line sells.
    sku: str = ""


@dataclass(slots=True)
class ProductRow:
    line: int
    fields: dict[str, Cell] = field(default_factory=dict)
    variants: list[VariantRow] = field(default_factory=list)
    pictures: list[PictureCells] = field(default_factory=list)


class Refused(Exception):
    """This line, or this product, does not go in; the others do."""

    def __init__(self, reason: str, cell: Cell | None = None, *, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cell = cell or Cell("", line, "")


class Unreadable(Exception):
    """Nothing of the file can be read; the text says why and what to do."""


class UnknownColumns(Unreadable):
    """Somebody must say what the columns are."""
