"""The control of `kill_workers`: without the look-up before a create doubles appear.

On its own, since what a killed worker held waits for a lease in both of them.
"""

import sys

import django

django.setup()

from tests.catalogue import fill
from tests.faults._stage import FULL, Figures, finish
from tests.faults.kill_workers import MORE, QUEUES, compare, demo_shop, sync_under_fire

#: Not every kill meets its own create; small there are more, as another try takes long.
PRODUCTS, KILLS, PAUSE = (100, 4, (1, 3)) if FULL else (60, 7, (1, 2))
TRIES = 4
WITHOUT_LOOK_UP = [
    *(sys.executable, "-m", "tests.faults._work_without", "look_up"),
    *("--queues", QUEUES),
]


def doubled_in_some_tries() -> int:
    with demo_shop("control") as (sandbox, connection):

        def doubled() -> int:
            return compare(sandbox)["doubled"]

        for _ in range(TRIES):
            sync_under_fire(
                sandbox,
                connection,
                WITHOUT_LOOK_UP,
                kills=KILLS,
                pause=PAUSE,
                seen=lambda: doubled() > 0,
            )
            if doubled():
                break
            fill(MORE)
        return doubled()


def main() -> None:
    fill(PRODUCTS)
    figures: Figures = {"doubled_without_look_up": doubled_in_some_tries()}
    finish(figures, right=bool(figures["doubled_without_look_up"]))


if __name__ == "__main__":
    main()
