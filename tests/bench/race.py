"""200 buyers race for 50 units, 5 times; then once more without the guard.

Distinct phones, and distinct addresses through the trusted proxy's header, with abuse
limits of one order each.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
django.setup()

from tests.bench._race import BUYERS, UNITS, race, right, served

ROUNDS = 5


def main() -> None:
    rounds = []
    with served() as address:
        for _ in range(ROUNDS):
            rounds.append(race(address))
            print(rounds[-1], flush=True)
    with served(guarded=False) as address:
        unguarded = race(address)
        print("without the guard:", unguarded, flush=True)
    figures = {
        "buyers": BUYERS,
        "units": UNITS,
        "rounds": rounds,
        "without_guard": unguarded,
    }
    print(json.dumps(figures))
    if not all(map(right, rounds)) or unguarded["sold"] <= UNITS:
        sys.exit(1)


if __name__ == "__main__":
    main()
