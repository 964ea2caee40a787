"""Text as words that an index can hold, and the field that is searched by them."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Col
from django.db.models.lookups import Lookup
from django.db.models.sql.compiler import SQLCompiler

from storefront.catalog.search import normalise

PIECE = re.compile(r"[^\W_]+")

#: Alternatives, one of which is wanted. `bin*` stands for all that begins so.
Group = Sequence[str]
Compiled = tuple[str, list[Any]]


def chunks(text: str) -> list[str]:
    """What stands between spaces, plain, with hyphens for whatever joins pieces."""
    return chunks_of_plain(normalise(text))


def chunks_of_plain(text: str) -> list[str]:
    """The same of text that is normalised already, as an entry's titles are."""
    found = ("-".join(PIECE.findall(chunk)) for chunk in text.split())
    return [chunk for chunk in found if chunk]


def findable(text: str) -> Iterator[str]:
    """Every word a text is found by: `mn-bdc-59` also as `bdc-59`, `59`, `mnbdc59`."""
    for chunk in chunks(text):
        pieces = chunk.split("-")
        yield from ("-".join(pieces[start:]) for start in range(len(pieces)))
        yield "".join(pieces)


class Words(models.TextField[str, str]):
    """Words between spaces, kept for `holds`: letters, digits, hyphens and colons."""


@Words.register_lookup
class Holds(Lookup[Sequence[Group]]):
    """Is there a word of every group? Each database answers from its own index."""

    lookup_name = "holds"
    prepare_rhs = False
    lhs: Col

    def table(self, compiler: SQLCompiler) -> str:
        return compiler.quote_name_unless_alias(self.lhs.alias)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> Compiled:
        return f"{self.table(compiler)}.tokens @@ %s::tsquery", [tsquery(self.rhs)]

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> Compiled:
        found = "SELECT rowid FROM shelves_words WHERE shelves_words MATCH %s"
        return f"{self.table(compiler)}.product_id IN ({found})", [fts5(self.rhs)]


def tsquery(groups: Sequence[Group]) -> str:
    def lexeme(word: str) -> str:
        return f"'{word[:-1]}':*" if word.endswith("*") else f"'{word}'"

    return " & ".join(f"({' | '.join(map(lexeme, group))})" for group in groups)


def fts5(groups: Sequence[Group]) -> str:
    def phrase(word: str) -> str:
        return f'"{word[:-1]}"*' if word.endswith("*") else f'"{word}"'

    return " AND ".join(f"({' OR '.join(map(phrase, group))})" for group in groups)
