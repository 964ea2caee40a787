"""Read many tables as they were at one moment, without holding anybody up."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside is of one moment. Nothing may be written inside."""
    if connection.in_atomic_block or connection.vendor != "sqlite":
        with transaction.atomic():
            freeze()
            yield
        return
    # Django would begin a writing transaction, for which everybody else waits.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def freeze() -> None:
    """Only a transaction that has done nothing yet can be frozen."""
    if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
