"""What a feed is made of, and how its lines are written: plain, as there are many."""

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from storefront.contract.data import Given, Option


class FeedItem(NamedTuple):
    """A variant as a feed tells of it.

    Prices are in whole units; `before` is empty unless it is above the price. `stock`
    None: not counted, always there. `pictures` are those beside `picture`. `group` is
    shared by the variants of a product.
    """

    sku: str
    group: str
    title: str
    description: str
    url: str
    price: str
    currency: str
    before: str = ""
    stock: int | None = None
    brand: str = ""
    category: tuple[str, ...] = ()
    picture: str = ""
    pictures: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    gtin: str = ""
    weight_grams: int | None = None
    channel_category: str = ""
    attributes: tuple[Given, ...] = ()

    @property
    def sold_out(self) -> bool:
        return self.stock is not None and self.stock <= 0


class FeedShop(NamedTuple):
    name: str
    url: str
    language: str


@dataclass(frozen=True, slots=True)
class FeedFormat:
    ending: str
    content_type: str


CSV = FeedFormat("csv", "text/csv; charset=utf-8")
XML = FeedFormat("xml", "application/xml; charset=utf-8")


class Echo:
    """A file for the csv module that hands each line back."""

    def write(self, text: str) -> str:
        return text


#: One line of a CSV file, with its end.
csv_line: Callable[[Iterable[object]], str] = csv.writer(
    Echo(), lineterminator="\n"
).writerow

#: What XML 1.0 must not hold, or not as it stands.
UNSAFE = re.compile("[&<>\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


@lru_cache(maxsize=256)  # the variants of a product share most of their texts
def xml_text(text: str) -> str:
    """Escape a text for between two tags; what XML cannot hold is left out."""
    return UNSAFE.sub(lambda found: ESCAPES.get(found[0], ""), text)


def full_title(item: FeedItem, *, besides: Iterable[str] = ()) -> str:
    """The title with those options in brackets that have no field of their own."""
    said = [option.value for option in item.options if option.axis not in besides]
    return f"{item.title} ({', '.join(said)})" if said else item.title
