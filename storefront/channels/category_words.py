"""What a category is recognised by: words and pairs of words, in either language."""

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from storefront.catalog.search import normalise

#: They stand in every second name and say nothing.
EMPTY = frozenset(["va", "cac", "khac", "cho", "cua", "and", "or", "of", "for"])


def tokens(text: str) -> frozenset[str]:
    """Words in the singular and pairs of neighbours: `ao thun` is more than `ao`."""
    words = [singular(w) for w in plain(text).split() if w not in EMPTY]
    return frozenset(words) | {" ".join(pair) for pair in pairwise(words)}


def vietnamese(text: str) -> frozenset[str]:
    """Marked, so that `hằng ngày` is no hang glider. What has no diacritics at all may
    be of either language, and counts as both.
    """
    found = tokens(text)
    marked = frozenset(f"vi:{token}" for token in found)
    return marked | found if text.isascii() else marked


def plain(text: str) -> str:
    return normalise("".join(char if char.isalnum() else " " for char in text))


def singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("shes", "ches", "sses", "xes")):
        return word[:-2]
    plural = len(word) > 3 and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural else word


def in_english(text: str) -> str:
    """The English words for what Vietnamese shops call things, as far as known."""
    return " ".join(translations(lowered(text).split(), bare=text.isascii()))


def lowered(text: str) -> str:
    """With its diacritics: shoes (giày) are not paper (giấy)."""
    composed = unicodedata.normalize("NFC", text).casefold()
    return "".join(char if char.isalnum() else " " for char in composed)


def translations(words: list[str], *, bare: bool) -> Iterator[str]:
    """The longest name that is known counts: of `áo sơ mi`, not `áo`."""
    start = 0
    while start < len(words):
        for length in range(LONGEST, 0, -1):
            if known := translated(" ".join(words[start : start + length]), bare=bare):
                yield known
                break
        start += length


def translated(name: str, *, bare: bool) -> str:
    """As it is written; in a text without any diacritics, as it may be meant."""
    exact, plainly = dictionary()
    return exact.get(name) or (plainly.get(name, "") if bare else "")


#: No name in the dictionary has more words.
LONGEST = 4


@cache
def dictionary() -> tuple[dict[str, str], dict[str, str]]:
    """By the name as it is, and without diacritics; there it may mean two things."""
    path = Path(__file__).with_name("words.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    exact = {}
    bare: dict[str, str] = {}
    for ours, theirs in (line.split(" = ") for line in lines if " = " in line):
        exact[lowered(ours)] = theirs
        bare[plain(ours)] = f"{bare.get(plain(ours), '')} {theirs}".strip()
    return exact, bare
