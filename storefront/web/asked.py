"""What an address asks of a list of products, and the addresses that ask for more."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from storefront.shelves import facets
from storefront.shelves.counts import Chosen
from storefront.shelves.words import Group

VALUE = re.compile(r"[a-z0-9-]{1,80}")
MOST_VALUES = 20
LONGEST = 500
#: What a page looks at, in the order of its canonical address. The rest is ignored.
NAMES = ("q", *facets.NAMES, "sort", "after")


@dataclass(frozen=True)
class Asked:
    text: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    after: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        """Read an address; nonsense asks for nothing."""
        values = {
            name: tuple(sorted(set(filter(VALUE.fullmatch, query.getlist(name)))))
            for name in facets.NAMES
        }
        return cls(
            text=plain(query.get("q", "")).strip(),
            values={name: some[:MOST_VALUES] for name, some in values.items() if some},
            sort=plain(query.get("sort", "")),
            after=plain(query.get("after", "")),
        )

    @property
    def query(self) -> str:
        """The one way to ask for this."""
        pairs = [("q", self.text)]
        pairs += [(name, one) for name in facets.NAMES for one in self.some(name)]
        pairs += [("sort", self.sort), ("after", self.after)]
        return urlencode([(name, value) for name, value in pairs if value])

    @property
    def address(self) -> str:
        """A link from the page to itself, asking this."""
        return f"?{self.query}"

    @property
    def groups(self) -> list[Group]:
        return [sorted(tokens) for tokens in self.chosen.values()]

    @property
    def chosen(self) -> Chosen:
        return {
            name: frozenset(f"{name}:{one}" for one in some)
            for name, some in self.values.items()
        }

    def some(self, name: str) -> tuple[str, ...]:
        return self.values.get(name, ())

    def toggled(self, name: str, value: str) -> Self:
        """With the value chosen, or no longer; from the first page on."""
        some = tuple(sorted(set(self.some(name)) ^ {value}))
        values = {**self.values, name: some}
        return replace(
            self, values={key: one for key, one in values.items() if one}, after=""
        )

    def without_values(self) -> Self:
        return replace(self, values={}, after="")

    def sorted_by(self, sort: str) -> Self:
        return replace(self, sort=sort, after="")

    def onward(self, after: str) -> Self:
        return replace(self, after=after)


def plain(text: str) -> str:
    """Without NUL, which no database takes, and not longer than anybody means."""
    return text.replace("\x00", "")[:LONGEST]
