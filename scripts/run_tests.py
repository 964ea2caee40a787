"""Run all tests on a PostgreSQL of our own, then the marked ones on SQLite."""

import os
import sys
import tempfile
from pathlib import Path

from postgres import end_on_signals, postgres, run_with

PYTEST = [sys.executable, "-m", "pytest", "-n", str(min(2, os.cpu_count() or 1))]
STOPPED, NOTHING_CHOSEN = 2, 5  # pytest's exit codes
#: What a developer's shell may have set, and the tests decide for themselves.
OURS = ("DEBUG", "DEMO", "ALLOW_API_ADDRESS", "CLOCK_FILE", "PORT", "SITE_URL")


def main() -> None:
    end_on_signals()
    with tempfile.TemporaryDirectory(prefix="kieng-tests-") as folder:
        environment = settings(Path(folder))
        with postgres() as address:
            print("On PostgreSQL", flush=True)
            environment["DATABASE_URL"] = address
            on_postgres = run_with([*PYTEST, *sys.argv[1:]], environment)
        if on_postgres == STOPPED:
            sys.exit(on_postgres)
        print("On SQLite", flush=True)
        environment["DATABASE_URL"] = f"sqlite:///{folder}/shop.sqlite3"
        on_sqlite = run_with([*PYTEST, "-m", "sqlite", *sys.argv[1:]], environment)
    sys.exit(on_postgres or (0 if on_sqlite == NOTHING_CHOSEN else on_sqlite))


def settings(folder: Path) -> dict[str, str]:
    inherited = {name: text for name, text in os.environ.items() if name not in OURS}
    return inherited | {
        "DATA_DIR": str(folder),
        "SECRET_KEY": "for-tests-only-it-signs-nothing-that-lasts-0123456789-abcdef",
        "CREDENTIALS_KEYS": "Zm9yLXRlc3RzLW9ubHktc2VhbHMtbm90aGluZy0wMSE=",
    }


if __name__ == "__main__":
    main()
