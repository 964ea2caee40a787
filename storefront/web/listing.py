"""A page of products: of a category or found by words, filtered, in some order."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from storefront.catalog.models import Category, Product
from storefront.shelves import counts
from storefront.shelves.models import Entry
from storefront.shelves.search import Found
from storefront.shelves.words import Group
from storefront.web.asked import Asked
from storefront.web.filters import Filter, Value, filters
from storefront.web.shelf import UNSHOWN, Card, cards
from storefront.web.sorting import SORTS

PER_PAGE = 24
#: Nothing: by how well it fits, which only what was searched for has.
NEWEST, BEST, FIT = "newest", "best", ""


@dataclass(frozen=True)
class Listing:
    """`total` is nothing where counting would take too long; `usual` is the order of
    a page that asks for none.
    """

    asked: Asked
    usual: str
    cards: Sequence[Card] = ()
    filters: Sequence[Filter] = ()
    total: int | None = None
    onward: str = ""

    @property
    def start(self) -> str:
        """The address of the first page, on all others."""
        return self.asked.onward("").address if self.asked.after else ""

    @property
    def unfiltered(self) -> str:
        """The address without what was chosen, where something was."""
        return self.asked.without_values().address if self.asked.values else ""

    @property
    def chosen(self) -> list[Value]:
        """What narrows the list down; the address of each leaves it out."""
        return [one for some in self.filters for one in some.values if one.chosen]

    @property
    def sorts(self) -> list[tuple[str | Promise, str, bool]]:
        """Each order with its address, and whether it is the present one."""
        names = {self.usual: None} | dict.fromkeys(SORTS)
        return [
            (
                SORTS[name].label if name else _("Best match"),
                self.asked.sorted_by(unusual(name, self.usual)).address,
                name == (self.asked.sort or self.usual),
            )
            for name in names
        ]


def of_category(category: Category, asked: Asked) -> Listing:
    asked = replace(asked, text="", sort=unusual(asked.sort, NEWEST))
    inside: list[Group] = [[f"in:{category.pk}"]]
    page, onward = sorted_page(inside, asked, usual=NEWEST)
    rows = counts.rows_to_count(Entry.objects.holding(inside))
    if rows is None:
        total, numbers = None, counts.counted_by_job(category.pk)
    else:
        total, numbers = counts.tally(rows, asked.chosen)
    exact = rows is not None or not asked.values
    shown = filters(asked, numbers, exact=exact)
    return Listing(asked, NEWEST, cards(page), shown, total, onward)


def of_search(found: Found, asked: Asked) -> Listing:
    """Best fit first; where words are too common to tell, best sellers."""
    if not found.groups:
        return Listing(replace(asked, sort=""), FIT, total=0)
    if found.ranked is None:
        asked = replace(asked, sort=unusual(asked.sort, BEST))
        page, onward = sorted_page(found.groups, asked, usual=BEST)
        shown = filters(asked, Counter(), exact=False)
        return Listing(asked, BEST, cards(page), shown, None, onward)
    asked = replace(asked, sort=unusual(asked.sort, FIT))
    if asked.sort:
        page, onward = sorted_page(found.groups, asked, usual=asked.sort)
    else:
        page, onward = ranked_page(found.ranked, asked)
    rows = [entry.facets for entry in found.ranked]
    total, numbers = counts.tally(rows, asked.chosen)
    shown = filters(asked, numbers, exact=True)
    return Listing(asked, FIT, cards(page), shown, total, onward)


def best_fitting(found: Found, most: int) -> list[Product]:
    """The first few, or the best sellers among what is too common to tell."""
    ranked = found.ranked
    if ranked is None:
        ranked = list(Entry.objects.holding(found.groups).best_sellers()[:most])
    ids = [entry.pk for entry in ranked[:most]]
    products = Product.objects.on_sale().defer(*UNSHOWN).in_bulk(ids)
    return [products[pk] for pk in ids if pk in products]


def unusual(sort: str, usual: str) -> str:
    """The order asked for; nothing for the usual one, which no address names."""
    return sort if sort in SORTS and sort != usual else ""


def sorted_page(
    groups: Sequence[Group], asked: Asked, *, usual: str
) -> tuple[list[int], str]:
    """The ids of a page and the address of the next one, read from an index."""
    sort = SORTS[asked.sort or usual]
    shelves = Entry.objects.holding([*groups, *asked.groups]).defer("facets", "words")
    rest = list(sort.ordered(sort.beyond(shelves, asked.after))[: PER_PAGE + 1])
    page = rest[:PER_PAGE]
    onward = asked.onward(sort.mark(page[-1])).address if len(rest) > PER_PAGE else ""
    return [entry.pk for entry in page], onward


def ranked_page(ranked: Sequence[Entry], asked: Asked) -> tuple[list[int], str]:
    """The same for what search has put in order; `after` is the last one seen."""
    fitting = [entry.pk for entry in ranked if fits(entry, asked)]
    seen = [str(pk) for pk in fitting]
    start = seen.index(asked.after) + 1 if asked.after in seen else 0
    page = fitting[start : start + PER_PAGE]
    more = len(fitting) > start + PER_PAGE
    return page, asked.onward(str(page[-1])).address if more else ""


def fits(entry: Entry, asked: Asked) -> bool:
    tokens = entry.facets.split()
    return not any(some.isdisjoint(tokens) for some in asked.chosen.values())
