"""Reading bank statements: which column holds what, and what each row says."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storefront.catalog.search import normalise

Cells = Sequence[str]

#: What banks call their columns, without marks.
NAMES = {
    "amount": ("ghi co", "phat sinh co", "so tien", "credit", "amount", "co"),
    "text": ("noi dung", "dien giai", "mo ta", "chi tiet", "description", "details"),
    "reference": ("tham chieu", "ma giao dich", "so but toan", "so ct", "reference"),
    "booked": ("ngay", "thoi gian", "date", "time"),
}
AMOUNT = re.compile(
    r"\+?([0-9]{1,3}(?:([.,  ])[0-9]{3})(?:\2[0-9]{3})*|[0-9]+)([.,]0+)?"
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Numbers of columns from 0; those a bank does not have are nothing."""

    amount: int
    text: int
    reference: int | None = None
    booked: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Money that came in. `fingerprint` is the same in every file that lists it."""

    amount: int
    text: str
    reference: str
    booked: str
    fingerprint: str


def guess_columns(rows: Sequence[Cells]) -> dict[str, int]:
    """Find the row of headings among what banks print above it."""
    guesses = [guessed(cells) for cells in rows[:40]]
    return max(guesses, key=len, default={})


def guessed(cells: Cells) -> dict[str, int]:
    """The first name that fits counts: `Ghi có` is the amount rather than `Số tiền`."""
    headings = [normalise(cell) for cell in cells]
    found: dict[str, int] = {}
    for what, names in NAMES.items():
        for name in names:
            places = [n for n, heading in enumerate(headings) if fits(name, heading)]
            if places and what not in found and places[0] not in found.values():
                found[what] = places[0]
    return found


def fits(name: str, heading: str) -> bool:
    return len(heading) <= 60 and re.search(rf"\b{name}\b", heading) is not None


def read_rows(rows: Sequence[Cells], columns: Columns) -> Iterator[Row]:
    """The rows that say money came in; headings, sums and what went out are none."""
    seen: Counter[tuple[str, ...]] = Counter()
    for cells in rows:
        amount = amount_of(cell(cells, columns.amount))
        text = " ".join(cell(cells, columns.text).split())[:500]
        if not amount or not text:
            continue
        reference = cell(cells, columns.reference)[:60]
        booked = cell(cells, columns.booked)[:40]
        facts = (reference, str(amount), text, booked)
        seen[facts] += 1  # a bank without references may list two that look the same
        yield Row(
            amount, text, reference, booked, fingerprint(*facts, str(seen[facts]))
        )


def cell(cells: Cells, column: int | None) -> str:
    return cells[column].strip() if column is not None and column < len(cells) else ""


def amount_of(text: str) -> int:
    """Read 1.250.000, 1,250,000.00 or +500000 VND; anything else is no money."""
    bare = re.sub(r"(?i)\s*(vnd|vnđ|đ|₫)$", "", text.strip())
    match = AMOUNT.fullmatch(bare)
    return int(re.sub(r"[^0-9]", "", match[1])) if match else 0


def fingerprint(*facts: str) -> str:
    return hashlib.sha256("\x1f".join(facts).encode()).hexdigest()
