"""Columns that staff write, such as `Giá = {price} {currency}`, made into rows."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from storefront.contract.feed import FeedItem, full_title

#: What may stand between braces, and what it becomes.
WORDS: Mapping[str, Callable[[FeedItem], str]] = {
    "sku": lambda item: item.sku,
    "group": lambda item: item.group,
    "title": lambda item: item.title,
    "full_title": full_title,
    "description": lambda item: item.description,
    "url": lambda item: item.url,
    "price": lambda item: item.price,
    "price_before": lambda item: item.before,
    "currency": lambda item: item.currency,
    "stock": lambda item: "" if item.stock is None else str(item.stock),
    "in_stock": lambda item: "0" if item.sold_out else "1",
    "brand": lambda item: item.brand,
    "category": lambda item: " > ".join(item.category),
    "picture": lambda item: item.picture,
    "pictures": lambda item: ",".join(item.pictures),
    "options": lambda item: ", ".join(f"{o.label}: {o.value}" for o in item.options),
    "gtin": lambda item: item.gtin,
    "weight_grams": lambda item: str(item.weight_grams or ""),
}
WORD = re.compile(r"\{(\w*)\}")
#: Columns are kept on one line, as credentials hold no line breaks.
BETWEEN = " | "


class BadTemplate(ValueError):
    """What is wrong, and with which piece of the template."""

    def __init__(self, kind: str, piece: str) -> None:
        super().__init__(f"{kind}: {piece}")
        self.kind = kind
        self.piece = piece


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    #: With a %s for each of the words.
    pattern: str
    words: tuple[Callable[[FeedItem], str], ...]

    def value(self, item: FeedItem) -> str:
        return self.pattern % tuple([word(item) for word in self.words])


def columns(text: str) -> list[Column]:
    """Understand a template of one column a line, or raise BadTemplate."""
    lines = [line.strip() for line in re.split(r"[\r\n|]+", text)]
    found = [column(line) for line in lines if line]
    names = [one.name for one in found]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise BadTemplate("twice", twice)
    return found


def column(line: str) -> Column:
    name, equals, value = (part.strip() for part in line.partition("="))
    if not (name and equals and value):
        raise BadTemplate("no_column", line)
    words = WORD.findall(value)
    if unknown := next((word for word in words if word not in WORDS), None):
        raise BadTemplate("unknown", unknown)
    pattern = WORD.sub("%s", value.replace("%", "%%"))
    if "{" in pattern or "}" in pattern:
        raise BadTemplate("brace", line)
    return Column(name, pattern, tuple(WORDS[word] for word in words))


def one_line(found: Iterable[str]) -> str:
    return BETWEEN.join(found)
