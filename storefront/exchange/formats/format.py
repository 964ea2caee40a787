"""What a format says: a table of its columns, and how its lines make products."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from storefront.exchange.goods import Goods
from storefront.exchange.rows import Cell, Line, Record

#: What Shopify, and Haravan after it, call the only variant of a product.
ONLY = ("Title", "Default Title")


class Format(ABC):
    name: ClassVar[str]
    label: ClassVar[str]
    #: Files of this format have one of these sets of columns, in small letters.
    marks: ClassVar[Sequence[frozenset[str]]] = ()
    #: Its columns, in small letters, in our words.
    columns: Mapping[str, str] = {}
    #: Columns that are looked at without being kept.
    understood: ClassVar[frozenset[str]] = frozenset()
    #: It writes numbers with a point and without grouping.
    plain_numbers: ClassVar[bool] = True
    #: May a product come without a variant?
    bare_products: ClassVar[bool] = False

    @classmethod
    def fits(cls, columns: frozenset[str]) -> bool:
        return any(marks <= columns for marks in cls.marks)

    @abstractmethod
    def read(self, line: Line) -> Record:
        """Put a line in our words, or raise Refused with what the shop cannot hold."""

    def fields(self, line: Line) -> dict[str, Cell]:
        return {
            self.columns[name]: cell
            for name, cell in line.cells.items()
            if name in self.columns
        }

    def present(self, columns: frozenset[str]) -> frozenset[str]:
        """Our fields that a file with these columns speaks of."""
        return frozenset(self.columns[name] for name in columns & self.columns.keys())

    def left_out(self, columns: frozenset[str]) -> frozenset[str]:
        return columns - self.columns.keys() - self.understood


class WritesProducts(Format):
    """A format that the shop's own catalogue goes out in, too."""

    #: The columns, in order.
    header: ClassVar[tuple[str, ...]]

    @abstractmethod
    def rows(self, goods: Goods) -> Iterator[dict[str, str]]:
        """The lines that a product takes; what is left out is empty."""


def drop_only_option(fields: dict[str, Cell]) -> None:
    value, name = fields.get("option_1_vi"), fields.get("option_1_name")
    if value and value.text == ONLY[1] and (name is None or name.text == ONLY[0]):
        fields.pop("option_1_vi")
        fields.pop("option_1_name", None)
