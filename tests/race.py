"""Run things at once, on connections of their own, and see what comes of it."""

import threading
from collections.abc import Callable

from django.db import connections

Step = Callable[[], None]


def in_parallel(
    first: Callable[[Step, Step], None], second: Callable[[Step, Step], None]
) -> None:
    """Run both. Each is given `meet`, where they wait for each other, and `wait`,
    where the first waits until the second has come that far.
    """
    met = threading.Barrier(2, timeout=20)
    done = threading.Event()
    failures: list[BaseException] = []

    def run(body: Callable[[Step, Step], None], wait: Step) -> None:
        try:
            body(met.wait, wait)
        except BaseException as error:  # noqa: BLE001 -- raised again below
            failures.append(error)
            met.abort()
        finally:
            done.set()
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(first, lambda: done.wait(20))),
        threading.Thread(target=run, args=(second, done.set)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
