"""What came back: all pages of it, and what is still to be asked about."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from storefront.contract.categories import CategoryNode
from storefront.contract.data import (
    Outcome,
    Page,
    Part,
    Receipt,
    RemoteListing,
    Sent,
    State,
)
from storefront.contract.plugin import Service
from storefront.contract.roles import MapsCategories, ReadsBack

T = TypeVar("T")


def everything(service: Service) -> list[RemoteListing]:
    """All pages, as the hub reads them."""
    assert isinstance(service, ReadsBack)
    return all_pages(service.read_back)


def whole_tree(service: Service) -> list[CategoryNode]:
    """All pages, as the hub reads them."""
    assert isinstance(service, MapsCategories)
    return all_pages(service.categories)


def all_pages(read: Callable[[str], Page[T]]) -> list[T]:
    page = read("")
    found = list(page.items)
    while page.cursor:
        page = read(page.cursor)
        found += page.items
    return found


def pending(outcomes: Sequence[Outcome]) -> list[Receipt]:
    """The receipts to ask about, each with what was in its call."""
    waiting = [o for o in outcomes if o.state is State.PENDING]
    return [
        Receipt(token, tuple(sent_again(waiting, token)), datetime.now(UTC))
        for token in dict.fromkeys(outcome.receipt for outcome in waiting)
    ]


def sent_again(outcomes: Sequence[Outcome], token: str) -> Iterator[Sent]:
    keys = dict.fromkeys(o.key for o in outcomes if o.receipt == token)
    for key in keys:
        parts = {o.part for o in outcomes if (o.key, o.receipt) == (key, token)}
        yield Sent(key, frozenset(parts))


def states_of(outcomes: Sequence[Outcome]) -> dict[tuple[str, Part], State]:
    return {(outcome.key, outcome.part): outcome.state for outcome in outcomes}
