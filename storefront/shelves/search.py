"""Finding what is on the shelves: all words, then with one typo in each forgiven."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from storefront.inventory.models import Availability
from storefront.shelves.models import Entry
from storefront.shelves.spelling import corrections
from storefront.shelves.words import Group, chunks, chunks_of_plain

#: Nobody types more; what follows is not looked at.
LONGEST_QUERY = 200
MOST_WORDS = 10
#: So many are put in order by how well they fit; of more, the best sellers go first.
MOST_RANKED = 500


@dataclass(frozen=True)
class Found:
    """The groups of words that found something, and the products, best fit first.

    `ranked` is nothing where the words are too common to tell one from another.
    """

    groups: Sequence[Group]
    ranked: Sequence[Entry] | None


def search(text: str) -> Found:
    """Find the products with every word of the text; of no word, none."""
    typed = chunks(text[:LONGEST_QUERY])[:MOST_WORDS]
    if not typed:
        return Found(groups=[], ranked=[])
    exact: list[Group] = [[f"{word}*"] for word in typed]
    found = find(exact)
    if found.ranked is None or found.ranked:
        return found
    meant = corrections(typed)
    if not any(meant.values()):
        return found
    return find([[f"{word}*", *meant.get(word, ())] for word in typed])


def find(groups: Sequence[Group]) -> Found:
    candidates = Entry.objects.holding(groups)
    if candidates[MOST_RANKED:].exists():  # before hundreds are read for nothing
        return Found(groups, ranked=None)
    return Found(groups, ranked=rank(groups, candidates))


def rank(groups: Sequence[Group], candidates: Iterable[Entry]) -> list[Entry]:
    return sorted(candidates, key=lambda entry: (*fit(groups, entry), *worth(entry)))


def worth(entry: Entry) -> tuple[bool, int, int]:
    sold_out = entry.availability == Availability.SOLD_OUT
    return sold_out, -entry.sold, -entry.pk


def fit(groups: Sequence[Group], entry: Entry) -> tuple[int, ...]:
    """How far the entry is from what was asked: the smaller, the better."""
    everywhere = set(entry.words.split())
    whole = sum(any(bare(word) in everywhere for word in group) for group in groups)
    titles = (fit_title(groups, title) for title in (entry.title_vi, entry.title_en))
    return -whole, *min(titles)


def fit_title(groups: Sequence[Group], title: str) -> tuple[int, ...]:
    words = chunks_of_plain(title)
    whole = sum(any(bare(word) in words for word in group) for group in groups)
    places = [place_of(group, words) for group in groups]
    there = [place for place in places if place is not None]
    scattered = sum(second != first + 1 for first, second in pairwise(there))
    return -whole, -len(there), scattered, there[0] if there else len(words)


def place_of(group: Group, words: Sequence[str]) -> int | None:
    """Where the first word is that the group asks for."""
    return next(
        (
            place
            for place, word in enumerate(words)
            if any(matches(word, asked) for asked in group)
        ),
        None,
    )


def matches(word: str, asked: str) -> bool:
    return word.startswith(bare(asked)) if asked.endswith("*") else word == asked


def bare(asked: str) -> str:
    return asked.removesuffix("*")
