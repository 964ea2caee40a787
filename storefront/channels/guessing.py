"""Where in a platform's tree a category of ours may belong: three best guesses.

Words that few names hold count more, those of the name itself more than those of what
stands above it. What staff have chosen before, here or on other connections, counts
most: alike names go to the same place.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from storefront.catalog.models import Category
from storefront.channels.category_words import in_english, tokens, vietnamese
from storefront.channels.models import (
    CategoryAdvice,
    CategoryChoice,
    CategoryTree,
    RemoteCategory,
)
from storefront.connections.models import Connection

GUESSES = 3

#: How much a word counts: in the node's own name, in what is above it, and how much
#: less one of what is above our category.
OWN, ABOVE, OF_PARENTS = 1.0, 0.35, 0.3
#: What the same category was on another connection; what an alike one was anywhere;
#: what the platform says itself.
SAME, ALIKE, ADVICE = 20.0, 12.0, 15.0

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    external_id: str
    path: str
    own: frozenset[str]
    above: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A category of ours, as it is compared."""

    pk: int
    own: frozenset[str]
    above: frozenset[str]


class TreeIndex:
    """The nodes of a tree by their words: about a second's work for a large one."""

    def __init__(self, connection_id: int) -> None:
        self.nodes = {node.external_id: node for node in nodes_of(connection_id)}
        self.by_word: dict[str, list[Node]] = defaultdict(list)
        for node in self.nodes.values():
            for word in node.own | node.above:
                self.by_word[word].append(node)


@lru_cache(maxsize=4)
def index_as_read(connection_id: int, read_at: datetime) -> TreeIndex:
    """A tree stays what it is until it is read again."""
    return TreeIndex(connection_id)


def index_of(connection: Connection) -> TreeIndex:
    tree = CategoryTree.objects.filter(connection=connection).first()
    if tree is None or tree.read_at is None or tree.under_way:
        return TreeIndex(connection.pk)
    return index_as_read(connection.pk, tree.read_at)


class Guesser:
    """The tree of one connection with all that was learned: made once for a page."""

    def __init__(self, connection: Connection) -> None:
        index = index_of(connection)
        self.nodes, self.by_word = index.nodes, index.by_word
        self.learned = Learned(connection)
        advice = CategoryAdvice.objects.filter(connection=connection)
        self.advice = dict(advice.values_list("category", "external_id"))

    def guesses(self, category: Category, names: Names) -> list[str]:
        """The ids of the best nodes, the best first. `names`: from the root down."""
        hint = self.learned.elsewhere.get(category.pk, "")
        wanted = wanted_of(category, names, hint)
        scores = self.by_name(wanted)
        for external_id, more in self.learned.scores(wanted, self.nodes):
            scores[external_id] += more
        if advised := self.nodes.get(self.advice.get(category.pk, "")):
            scores[advised.external_id] += ADVICE
        best = sorted(scores, key=lambda pk: (-scores[pk], len(self.nodes[pk].path)))
        return best[:GUESSES]

    def by_name(self, wanted: Wanted) -> "Scores":
        scores: Scores = defaultdict(float)
        for word in wanted.own | wanted.above:
            share = 1.0 if word in wanted.own else OF_PARENTS
            for node in self.by_word.get(word, ()):
                place = OWN if word in node.own else ABOVE
                scores[node.external_id] += share * place * self.weight(word)
        for external_id in scores:
            scores[external_id] *= self.explained(self.nodes[external_id], wanted)
        return scores

    def weight(self, word: str) -> float:
        return math.log(1 + len(self.nodes) / len(self.by_word[word]))

    def explained(self, node: Node, wanted: Wanted) -> float:
        """How much of the node's name is in ours: `Shirts`, before `Shirt Stays`."""
        whole = sum(self.weight(word) for word in node.own) or 1.0
        part = sum(self.weight(word) for word in node.own & wanted.own)
        return 0.4 + 0.6 * part / whole


#: By the node's id.
Scores = defaultdict[str, float]


class Learned:
    """What staff have chosen, on every connection."""

    def __init__(self, connection: Connection) -> None:
        rows = CategoryChoice.objects.exclude(gone=True).select_related("category")
        self.elsewhere: dict[int, str] = {
            row.category_id: row.path
            for row in rows
            if row.connection_id != connection.pk
        }
        self.choices = [
            (row.category_id, own_tokens(row.category), row.external_id, row.path)
            for row in rows
        ]

    def scores(
        self, wanted: Wanted, nodes: dict[str, Node]
    ) -> Iterator[tuple[str, float]]:
        for category_id, own, external_id, path in self.choices:
            node = nodes.get(external_id)
            if node is None or node.path != path:
                continue
            if category_id == wanted.pk:
                yield external_id, SAME
            elif alike := overlap(own, wanted.own):
                yield external_id, ALIKE * alike


def nodes_of(connection_id: int) -> Iterable[Node]:
    rows = RemoteCategory.objects.choosable().filter(connection=connection_id)
    for external_id, path_vi, path_en in rows.values_list(
        "external_id", "path_vi", "path_en"
    ):
        above_vi, _, own_vi = path_vi.rpartition(" > ")
        above_en, _, own_en = path_en.rpartition(" > ")
        own = vietnamese(own_vi) | tokens(own_en)
        above = (vietnamese(above_vi) | tokens(above_en)) - own
        yield Node(external_id, path_en or path_vi, own, above)


def wanted_of(category: Category, names: Names, hint: str) -> Wanted:
    """`hint`: the path that it was given in another tree says what it is."""
    own = own_tokens(category)
    above = " ".join(names[:-1])
    around = vietnamese(above) | tokens(in_english(above)) | tokens(hint)
    return Wanted(category.pk, own, around - own)


def own_tokens(category: Category) -> frozenset[str]:
    name_vi, name_en = category.name_vi or "", category.name_en or ""
    return vietnamese(name_vi) | tokens(in_english(name_vi)) | tokens(name_en)


def overlap(ours: frozenset[str], others: frozenset[str]) -> float:
    return len(ours & others) / len(ours | others) if ours | others else 0.0
