"""All scripts beside this, once each and small: promises hold, and controls break.

They have processes and a PostgreSQL of their own, and go by counts alone: several play
at once, since small they mostly wait. What they are like in full: `make faults`.
"""

import json
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings


def test_every_promise_holds_and_every_control_breaks(subtests, monkeypatch):
    """One test, on half of the machine: the rest of the suite is on the other."""
    monkeypatch.syspath_prepend(str(Path(settings.BASE_DIR) / "scripts"))
    measure = import_module("measure")
    monkeypatch.setattr(measure, "SIZE", "small")
    names, at_once = measure.names("faults"), measure.AT_ONCE // 2
    for name, (played,) in measure.played("faults", names, at_once=at_once):
        with subtests.test(name):
            if "skipped" in played.figures:
                pytest.skip(f"{name}: {played.figures['skipped']}")
            assert played.code == 0, json.dumps(played.figures)
