"""The addresses of pictures in a cell, which every program parts in its own way."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from storefront.exchange.rows import Cell, ProductRow
from storefront.exchange.staging import Finding

#: A comma may be part of an address; one before the next address is not.
BETWEEN = re.compile(r"\s*[,;|]\s*(?=https?://)|\s+")
ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def addresses(row: ProductRow) -> Iterator[tuple[Cell, str]]:
    for cell in row.pictures:
        for word in BETWEEN.split(cell.text):
            if word.strip(",;|"):
                yield cell, word.strip(",;|")


def wanted_pictures(row: ProductRow, findings: list[Finding]) -> list[str]:
    """The addresses in their order, each once; what is none is told of."""
    found: dict[str, None] = {}
    for cell, word in addresses(row):
        if ADDRESS.fullmatch(word):
            found[word] = None
        else:
            reason = _("“%(word)s” is no address of a picture.")
            findings.append(Finding(cell, reason % {"word": word[:100]}, refused=False))
    return list(found)
