"""How many products have each value of a filter, without looking through them all."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import transaction

from storefront.shelves.models import Entry, EntryQuerySet, FacetCount

#: Up to here products are counted when asked; above, a job has counted them.
COUNTED = 1000
SLICE = 5000

#: Tokens that will do, by the name of their facet.
Chosen = Mapping[str, frozenset[str]]


def rows_to_count(products: EntryQuerySet) -> list[str] | None:
    """The facets of each product, or nothing if there are too many to count."""
    rows = list(products.order_by().values_list("facets", flat=True)[: COUNTED + 1])
    return rows if len(rows) <= COUNTED else None


def tally(rows: Iterable[str], chosen: Chosen) -> tuple[int, Counter[str]]:
    """How many there are, and with each value how many there would be.

    A value widens what was chosen of its own facet and narrows down all others.
    """
    total, counts = 0, Counter[str]()
    for row in rows:
        tokens = row.split()
        missed = [name for name, some in chosen.items() if some.isdisjoint(tokens)]
        if not missed:
            total += 1
            counts.update(tokens)
        elif len(missed) == 1:
            own = f"{missed[0]}:"
            counts.update(token for token in tokens if token.startswith(own))
    return total, counts


def counted_by_job(category_id: int) -> Counter[str]:
    rows = FacetCount.objects.filter(category=category_id)
    return Counter(dict(rows.values_list("token", "products")))


def count_large_categories() -> None:
    """Count every value in every category; keep what is too much to count on asking."""
    by_category: dict[int, Counter[str]] = {}
    sizes: Counter[int] = Counter()
    rows = Entry.objects.values_list("words", "facets").iterator(SLICE)
    for words, tokens in rows:
        for place in places(words):
            sizes[place] += 1
            by_category.setdefault(place, Counter()).update(tokens.split())
    keep = [place for place, size in sizes.items() if size > COUNTED]
    write(
        FacetCount(category_id=place, token=token, products=number)
        for place in keep
        for token, number in by_category[place].items()
    )


def places(words: str) -> list[int]:
    """They stand first, see entries.describe."""
    found = []
    for word in words.split(" ", 20):
        if not word.startswith("in:"):
            break
        found.append(int(word[3:]))
    return found


@transaction.atomic
def write(counts: Iterable[FacetCount]) -> None:
    fresh = {(one.category_id, one.token): one for one in counts}
    for old in FacetCount.objects.select_for_update().order_by("pk"):
        new = fresh.pop((old.category_id, old.token), None)
        if new is None:
            old.delete()
        elif new.products != old.products:
            old.products = new.products
            old.save(update_fields=["products"])
    FacetCount.objects.bulk_create(fresh.values(), ignore_conflicts=True)
