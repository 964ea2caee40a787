"""Run the scripts of tests/bench or tests/faults and keep their figures together.

Each has a PostgreSQL with an empty, migrated database and a data folder of its own. The
last line a script prints is a JSON object of its figures.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from postgres import postgres
from run_tests import settings

#: Scripts whose figures mean something only where commits reach the disk.
SYNCED = {"shop", "kill_postgres"}

ROOT = Path(__file__).resolve().parent.parent


def main(kind: str, *chosen: str) -> None:
    kept = ROOT / "build" / f"{kind}.json"
    kept.parent.mkdir(exist_ok=True)
    failed = []
    for name in chosen or names(kind):
        print(f"== {name}", flush=True)
        code, figures = measure(kind, name)
        if code:
            failed.append(name)
        merge(kept, name, figures)
    print(f"Figures are in build/{kind}.json")
    if failed:
        sys.exit(f"Wrong results: {', '.join(failed)}")


def names(kind: str) -> list[str]:
    """Every script of the folder; what begins with an underscore is no script."""
    scripts = (ROOT / "tests" / kind).glob("[!_]*.py")
    return sorted(path.stem for path in scripts)


def measure(kind: str, name: str) -> tuple[int, dict[str, object]]:
    """Return the script's exit code and the figures of its last line."""
    module, database = f"tests.{kind}.{name}", postgres(safe=name in SYNCED)
    with tempfile.TemporaryDirectory(prefix="kieng-") as folder, database as address:
        environment = settings(Path(folder)) | {
            "ALLOW_API_ADDRESS": "1",
            "CLOCK_FILE": f"{folder}/clock.json",
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "storefront.settings",
        }
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
        command = [sys.executable, "-m", module]
        last = ""
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        ) as script:
            for line in script.stdout or ():
                print(line, end="", flush=True)
                last = line
    return script.returncode, figures_of(last)


def figures_of(line: str) -> dict[str, object]:
    try:
        figures = json.loads(line)
    except json.JSONDecodeError:
        return {}
    return figures if isinstance(figures, dict) else {}


def merge(kept: Path, name: str, figures: dict[str, object]) -> None:
    everything = json.loads(kept.read_text()) if kept.exists() else {}
    everything[name] = {"size": os.environ.get("SIZE", "small"), **figures}
    kept.write_text(json.dumps(everything, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
