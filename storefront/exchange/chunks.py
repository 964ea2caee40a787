from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """As itertools.batched, which Python 3.11 does not have."""
    rest = iter(rows)
    while some := list(islice(rest, size)):
        yield some
