"""The one shop clock. Leases, deadlines and heartbeats use real time instead.

A drill or a test moves the clock of every process at once, sandboxes included, by
writing `{"shift": seconds}` into the file that `CLOCK_FILE` names.
"""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path


def now() -> datetime:
    return datetime.now(UTC) + shift()


def shift() -> timedelta:
    path = os.environ.get("CLOCK_FILE")
    if not path or not Path(path).exists():
        return timedelta(0)
    return timedelta(seconds=json.loads(Path(path).read_text())["shift"])
