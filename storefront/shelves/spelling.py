"""Forgiving one typo: two words are close if both lose a letter and become one."""

from collections.abc import Iterable

from storefront.shelves.models import Spelling

#: Shorter words have too many neighbours, longer ones are no words.
SHORTEST, LONGEST = 3, 30
#: One of the two, as typed or as meant, has at least so many letters.
FORGIVEN_FROM = 4


def learn(words: Iterable[str]) -> None:
    """Remember the words that can be mistyped; those known are left alone."""
    wanted = {word for word in words if is_word(word)}
    known = Spelling.objects.filter(form__in=wanted).values_list("form", "word")
    new = sorted(wanted - {word for form, word in known if form == word})
    Spelling.objects.bulk_create(
        Spelling(form=form, word=word) for word in new for form in sorted(forms(word))
    )


def is_word(word: str) -> bool:
    return word.isalpha() and SHORTEST <= len(word) <= LONGEST


def forms(word: str) -> set[str]:
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def corrections(typed: Iterable[str]) -> dict[str, list[str]]:
    """The shop's words that each of these may have meant, in one query."""
    asked = {word: forms(word) for word in typed if word.isalpha()}
    every = set().union(*asked.values()) if asked else set()
    found: dict[str, set[str]] = {}
    for form, word in Spelling.objects.filter(form__in=every).values_list(
        "form", "word"
    ):
        found.setdefault(form, set()).add(word)
    return {
        word: sorted(
            meant
            for meant in set().union(*(found.get(form, set()) for form in shapes))
            if forgiven(word, meant)
        )
        for word, shapes in asked.items()
    }


def forgiven(typed: str, meant: str) -> bool:
    return max(len(typed), len(meant)) >= FORGIVEN_FROM and one_edit(typed, meant)


def one_edit(one: str, other: str) -> bool:
    """Equal but for one letter added, missing, wrong, or swapped with the next."""
    if one == other:
        return True
    start = next(
        (
            n
            for n, pair in enumerate(zip(one, other, strict=False))
            if pair[0] != pair[1]
        ),
        min(len(one), len(other)),
    )
    left, right = one[start:], other[start:]
    swapped = left[1::-1] + left[2:] if len(left) > 1 else left
    return right in {left[1:], swapped} or left == right[1:] or left[1:] == right[1:]
