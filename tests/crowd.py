"""Many at once, each on a connection of its own."""

import threading
from collections.abc import Callable, Sequence

from django.db import connections


def all_at_once(calls: Sequence[Callable[[], object]]) -> list[object]:
    """Start them together; return what each returned, or the exception it raised."""
    ready = threading.Barrier(len(calls), timeout=20)
    results: list[object] = [None] * len(calls)

    def run(place: int, call: Callable[[], object]) -> None:
        try:
            ready.wait()
            results[place] = call()
        except Exception as error:  # noqa: BLE001 -- handed to the test
            results[place] = error
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=numbered) for numbered in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
