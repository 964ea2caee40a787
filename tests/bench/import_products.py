"""Import a file with 1 % broken rows, killed at random moments: the end is the same.

The pace and the memory are of the command in a process of its own, pictures off.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import django

django.setup()

from storefront.exchange.backup import tables
from storefront.exchange.models import Import, ReportLine
from storefront.exchange.restore import clear
from tests.exchange import catalogues
from tests.exchange.comparing import catalogue, differences

FULL = os.environ.get("SIZE") == "full"
FEW, MANY = (5_000, 50_000) if FULL else (400, 2_000)
KILLS = 12 if FULL else 5
BROKEN_EVERY = 100


@dataclass(frozen=True)
class Ran:
    seconds: float
    #: Of the command alone, without the database.
    cpu: float
    megabytes: float
    killed: bool


def main() -> None:
    seed = int(os.environ.get("SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
    print(f"seed {seed}, load {os.getloadavg()}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), random.Random(seed), seed)


def measure(folder: Path, chance: random.Random, seed: int) -> None:
    few, many = folder / "few.csv", folder / "many.csv"
    catalogues.write(few, FEW, broken_every=BROKEN_EVERY)
    broken = catalogues.write(many, MANY, broken_every=BROKEN_EVERY)
    small = command(few)
    clear(tables())
    clean = command(many)
    wanted, wanted_told = catalogue(), told()
    again = command(many)
    unchanged = Import.objects.latest("pk").unchanged
    clear(tables())
    pieces = killed_again_and_again(many, chance, clean.seconds)
    differing = differences(wanted, catalogue())
    figures = {
        "seed": seed,
        "rows": MANY,
        "rows_per_second": round(MANY / clean.seconds),
        "rows_per_cpu_second": round(MANY / clean.cpu),
        "again_rows_per_second": round(MANY / again.seconds),
        f"megabytes_at_{FEW}": round(small.megabytes),
        f"megabytes_at_{MANY}": round(clean.megabytes),
        "kills": sum(piece.killed for piece in pieces),
        "differences": len(differing),
        "load": os.getloadavg()[0],
    }
    print("\n".join(differing[:10]))
    print(json.dumps(figures))
    right = (
        set(wanted_told) == broken
        and told() == wanted_told
        and not differing
        and unchanged == MANY - len(broken)
    )
    sys.exit(0 if right else 1)


def told() -> dict[int, str]:
    """The lines that the newest import refused, each once."""
    rows = ReportLine.objects.filter(run=Import.objects.latest("pk"), kind="refused")
    found = list(rows.values_list("line", "text"))
    assert len(found) == len(dict(found)), "a line was refused twice"
    return dict(found)


def killed_again_and_again(
    path: Path, chance: random.Random, seconds: float
) -> list[Ran]:
    """Kill it at random moments of its life, then let it come to its end."""
    pieces = []
    for _kill in range(KILLS):
        pieces.append(
            command(path, kill_after=chance.uniform(0.5, max(3.0, seconds / KILLS * 2)))
        )
        cursor = Import.objects.values_list("cursor", "state").first()
        print(f"killed after {pieces[-1].seconds:.1f} s, at {cursor}", flush=True)
    return [*pieces, command(path)]


def command(path: Path, *, kill_after: float = 0) -> Ran:
    arguments = ["manage.py", "import_products", str(path), "--no-pictures"]
    begun = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if kill_after:
        time.sleep(kill_after)
        with suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGKILL)  # Popen.kill would take its end away
    _pid, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert kill_after or child.returncode == 0, f"ended with {child.returncode}"
    return Ran(
        time.monotonic() - begun,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 1024,
        child.returncode < 0,
    )


if __name__ == "__main__":
    main()
