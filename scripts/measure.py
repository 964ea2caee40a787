"""Run the scripts of tests/bench or tests/faults and keep their figures together.

Each has a PostgreSQL with an empty, migrated database and a data folder of its own. The
last line a script prints is a JSON object of its figures. What depends on chance runs
in rounds, each from another seed, and the worst one is kept; what need not be repeated,
such as a control, is done in the first.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from postgres import NoSmallDisk, end_on_signals, postgres
from run_tests import settings

#: Scripts whose figures mean something only where commits reach the disk.
SYNCED = {"shop", "kill_postgres", "full_disk"}

#: Scripts whose database is on a disk of so many megabytes.
SMALL_DISK = {"full_disk": 200}

#: Keeps who we are, with the right to mount in a world of its own.
NAMESPACE = ["unshare", "--user", "--map-current-user", "--keep-caps", "--mount"]

ROOT = Path(__file__).resolve().parent.parent
SIZE = os.environ.get("SIZE", "small")
SEED = int(os.environ.get("SEED", "20181103"))

#: These have three rounds in full, and the worst is the one with the most of this.
BY_CHANCE = {
    "kill_workers": "seconds",
    "mixed": "page_p95_ratio",
    "orders": "seconds_of_the_poller_alone",
}

#: Small faults mostly wait for leases and deadlines, which are real: so many at once.
AT_ONCE = 8
#: What takes longest begins first.
LONGEST = (
    *("full_disk", "kill_unguarded", "mixed", "kill_workers"),
    *("kill_postgres", "one_sick", "orders"),
)

#: Scripts under way, so that none of their processes outlives us; and whether no other
#: is to begin.
UNDER_WAY: set[subprocess.Popen[str]] = set()
GIVEN_UP = threading.Event()


def main(kind: str, *chosen: str) -> None:
    end_on_signals()
    kept = ROOT / "build" / f"{kind}.json"
    kept.parent.mkdir(exist_ok=True)
    failed = []
    at_once = AT_ONCE if kind == "faults" and SIZE == "small" else 1
    for name, rounds in played(kind, chosen or names(kind), at_once=at_once):
        worst = max(rounds, key=badness(name))
        if worst.code:
            failed.append(name)
        merge(kept, name, worst, rounds)
    print(f"Figures are in build/{kind}.json")
    if failed:
        sys.exit(f"Wrong results: {', '.join(failed)}")


def played(
    kind: str, chosen: Collection[str], *, at_once: int
) -> Iterator[tuple[str, Sequence["Round"]]]:
    """Play so many scripts at once, each round by round; give them as they end."""
    with prepared() as like, ThreadPoolExecutor(at_once) as lanes:

        def rounds(name: str) -> list[Round]:
            return [
                play(kind, name, number, like=like)
                for number in range(rounds_of(name))
                if not GIVEN_UP.is_set()
            ]

        ordered = sorted(chosen, key=order) if at_once > 1 else chosen
        going: dict[Future[list[Round]], str] = {
            lanes.submit(rounds, name): name for name in ordered
        }
        try:
            for done in as_completed(going):
                yield going[done], done.result()
        except BaseException:
            give_up(lanes)
            raise


def give_up(lanes: ThreadPoolExecutor) -> None:
    GIVEN_UP.set()
    lanes.shutdown(wait=False, cancel_futures=True)
    for script in list(UNDER_WAY):
        end(script)


def order(name: str) -> int:
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)


@contextmanager
def prepared() -> Iterator[Path]:
    """The files of a server with an empty shop, for all that follow to begin with."""
    with tempfile.TemporaryDirectory(prefix="kieng-") as folder:
        kept = Path(folder) / "kept"
        with postgres(keep=kept) as address:
            migrate(environment_of(Path(folder), address))
        yield kept


@dataclass(frozen=True)
class Round:
    code: int
    figures: dict[str, object]
    seconds: int


def rounds_of(name: str) -> int:
    asked = int(os.environ.get("ROUNDS", "0"))
    return asked or (3 if SIZE == "full" and name in BY_CHANCE else 1)


def badness(name: str) -> Callable[[Round], tuple[bool, float]]:
    """A wrong result is worse than any figure."""

    def how_bad(one: Round) -> tuple[bool, float]:
        figure = one.figures.get(BY_CHANCE.get(name, ""))
        return bool(one.code), float(figure) if isinstance(figure, int | float) else 0

    return how_bad


def play(kind: str, name: str, number: int, *, like: Path) -> Round:
    print(f"== {name}, seed {SEED + number}", flush=True)
    began = time.monotonic()
    try:
        code, figures = measure(kind, name, number, like=like)
    except NoSmallDisk as refused:
        code, figures = 0, {"skipped": str(refused)}
    seconds = round(time.monotonic() - began)
    said = "SKIPPED" if "skipped" in figures else "WRONG" if code else "right"
    print(f"   {name}: {said} after {seconds} s", flush=True)
    return Round(code, figures, seconds)


def names(kind: str) -> list[str]:
    """Every script of the folder: what is neither theirs in common nor a test."""
    scripts = {path.stem for path in (ROOT / "tests" / kind).glob("[!_]*.py")}
    return sorted(
        name for name in scripts if not name.startswith(("test_", "conftest"))
    )


def measure(
    kind: str, name: str, number: int, *, like: Path
) -> tuple[int, dict[str, object]]:
    """Return the script's exit code and the figures of its last line."""
    module, size = f"tests.{kind}.{name}", SMALL_DISK.get(name, 0)
    safe, begun = name in SYNCED, None if size else like
    with (
        tempfile.TemporaryDirectory(prefix="kieng-") as folder,
        postgres(safe=safe, megabytes=size, like=begun) as address,
    ):
        environment = environment_of(Path(folder), address)
        environment |= {"SEED": str(SEED + number), "ROUND": str(number)}
        if not begun:
            migrate(environment)
        return run_script(name, [sys.executable, "-m", module], environment)


def run_script(
    name: str, command: Sequence[str], environment: Mapping[str, str]
) -> tuple[int, dict[str, object]]:
    last = ""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        process_group=0,
    ) as script:
        UNDER_WAY.add(script)
        if GIVEN_UP.is_set():
            end(script)
        try:
            for line in script.stdout or ():
                print(f"{name}: {line}", end="", flush=True)
                last = line
            script.wait()
        finally:
            end(script)
            UNDER_WAY.discard(script)
    return script.returncode, figures_of(last)


def end(script: subprocess.Popen[str]) -> None:
    """And all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(script.pid, signal.SIGKILL)


def environment_of(folder: Path, address: str) -> dict[str, str]:
    return settings(folder) | {
        "ALLOW_API_ADDRESS": "1",
        "CLOCK_FILE": f"{folder}/clock.json",
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "storefront.settings",
        "SIZE": SIZE,
    }


def migrate(environment: dict[str, str]) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def figures_of(line: str) -> dict[str, object]:
    try:
        figures = json.loads(line)
    except json.JSONDecodeError:
        return {}
    return figures if isinstance(figures, dict) else {}


def merge(kept: Path, name: str, worst: Round, rounds: Sequence[Round]) -> None:
    everything = json.loads(kept.read_text()) if kept.exists() else {}
    about = {
        "size": SIZE,
        "right": not worst.code,
        "rounds": len(rounds),
        "took_seconds": sum(one.seconds for one in rounds),
    }
    everything[name] = {**about, **rounds[0].figures, **worst.figures}
    kept.write_text(json.dumps(everything, indent=2, ensure_ascii=False) + "\n")


def in_a_namespace() -> bool:
    """Who is not root goes on in a namespace where a small disk may be mounted."""
    wanted = SMALL_DISK.keys() & set(sys.argv[2:] or names(sys.argv[1]))
    if not wanted or os.getuid() == 0 or "NAMESPACE" in os.environ:
        return False
    tried = subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False)
    return tried.returncode == 0


if __name__ == "__main__":
    if in_a_namespace():
        os.environ["NAMESPACE"] = "1"
        os.execvp(NAMESPACE[0], [*NAMESPACE, sys.executable, *sys.argv])  # noqa: S606 -- a list of ours
    main(*sys.argv[1:])
