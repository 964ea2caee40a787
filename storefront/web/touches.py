"""What was touched, as far as this process knows: it looks once a second."""

import threading
import time
from collections.abc import Iterable

from django.db import connection

from storefront.shelves.models import Touched
from storefront.shelves.transactions import oldest_running

EVERY = 1.0
#: Who has not looked for so long may have missed notes that are gone by now.
TOO_LONG = 30 * 60.0
#: More numbers are not kept: then everything counts as touched.
MOST = 100_000


class Touches:
    """Numbers each look. A page made after look n is old if look n + 1 or a later one
    found its product.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self.looked_at = float("-inf")
        self.number = 0
        self.everything = 0
        self.products: dict[int, int] = {}
        self.since = 0
        self.seen: set[int] = set()

    def due(self) -> bool:
        return time.monotonic() - self.looked_at >= EVERY

    def look(self) -> None:
        """Look if it is time; one thread does, the others go on with what is known."""
        if not self.due():
            return
        if not self.lock.acquire(blocking=False):
            return
        try:
            self.read()
        finally:
            self.lock.release()

    def read(self) -> None:
        began, next_since = time.monotonic(), beginning()
        notes = dict(self.notes())
        fresh = [pk for pk in notes if pk not in self.seen]
        number = self.number + 1
        if began - self.looked_at > TOO_LONG or len(self.products) > MOST:
            self.products.clear()
            self.everything = number
        self.take((notes[pk] for pk in fresh), number)
        self.seen = set(notes)
        self.since = (
            next_since if next_since is not None else max(notes, default=self.since)
        )
        self.number, self.looked_at = number, began

    def notes(self) -> Iterable[tuple[int, int | None]]:
        rows = Touched.objects.filter(shown=True).order_by()
        if connection.vendor == "postgresql":
            rows = rows.filter(transaction__gte=self.since)
        else:
            rows = rows.filter(pk__gt=self.since)
        return rows.values_list("pk", "product_id")

    def take(self, touched: Iterable[int | None], number: int) -> None:
        for product_id in touched:
            if product_id is None:
                self.everything = number
            else:
                self.products[product_id] = number

    def since_then(self, product_id: int, number: int) -> bool:
        """Was the product touched after the look of that number?"""
        return max(self.products.get(product_id, 0), self.everything) > number


def beginning() -> int | None:
    """Where the next look begins: no transaction that ends later is left out.

    SQLite writes in the order of keys, so there it is the last key that was seen.
    """
    return oldest_running() if connection.vendor == "postgresql" else None
