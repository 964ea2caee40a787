"""Some scripts beside this, once each and small: promises hold, and controls break.

They have processes and a PostgreSQL of their own, and go by counts alone. The others
take minutes even small, or go by times, for which the machine must be theirs:
`make faults`, and in full `SIZE=full`.
"""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

QUICK = ("a_b_a", "adopt", "bad_items", "orders")


@pytest.fixture(scope="module")
def measure() -> ModuleType:
    """It is started by path, and finds its neighbours there."""
    sys.path.insert(0, str(Path(settings.BASE_DIR) / "scripts"))
    module = import_module("measure")
    module.SIZE = "small"
    return module


@pytest.fixture(scope="module")
def empty_shop(measure: ModuleType) -> Iterator[Path]:
    with measure.prepared() as kept:
        yield kept


@pytest.mark.parametrize("name", QUICK)
def test_small(measure: ModuleType, empty_shop: Path, name: str):
    played = measure.play("faults", name, 0, like=empty_shop)

    if "skipped" in played.figures:
        pytest.skip(f"{name}: {played.figures['skipped']}")
    assert played.code == 0, played.figures
