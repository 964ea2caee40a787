"""In which order a list stands, and where in it a page begins: no page counts rows."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from storefront.shelves.models import Entry, EntryQuerySet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LARGEST = 2**63 - 1

Value = int | str | datetime


@dataclass(frozen=True)
class Sort:
    """By a column, then by the key: two products never share a place."""

    label: Promise
    column: str
    descending: bool = False

    @property
    def field(self) -> str:
        """Titles are kept per language."""
        english = self.column == "title_vi" and get_language() == "en"
        return "title_en" if english else self.column

    def ordered(self, entries: EntryQuerySet) -> EntryQuerySet:
        sign = "-" if self.descending else ""
        return entries.order_by(f"{sign}{self.field}", f"{sign}pk")

    def beyond(self, entries: EntryQuerySet, after: str) -> EntryQuerySet:
        """What follows the place; a place that makes no sense is the beginning."""
        try:
            value, pk = self.place(after)
        except (ValueError, OverflowError):
            return entries
        way = "lt" if self.descending else "gt"
        # The first condition is what an index can begin at.
        return entries.filter(
            Q((f"{self.field}__{way}e", value)),
            Q((f"{self.field}__{way}", value)) | Q((f"pk__{way}", pk)),
        )

    def mark(self, entry: Entry) -> str:
        """The place of an entry, for `beyond`."""
        value = getattr(entry, self.field)
        if isinstance(value, datetime):
            value = (value - EPOCH) // timedelta(microseconds=1)
        return f"{value}.{entry.pk}"

    def place(self, after: str) -> tuple[Value, int]:
        text, _, pk = after.rpartition(".")
        if self.column == "title_vi":
            return text, whole(pk)
        if self.column == "listed_at":
            return EPOCH + timedelta(microseconds=whole(text)), whole(pk)
        return whole(text), whole(pk)


def whole(text: str) -> int:
    number = int(text)
    if not 0 <= number <= LARGEST:
        raise OverflowError(text)
    return number


SORTS = {
    "newest": Sort(_("Newest"), "listed_at", descending=True),
    "best": Sort(_("Best sellers"), "sold", descending=True),
    "cheapest": Sort(_("Lowest price"), "lowest_price"),
    "dearest": Sort(_("Highest price"), "lowest_price", descending=True),
    "name": Sort(_("Name"), "title_vi"),
}
