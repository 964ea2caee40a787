"""Print what becomes of each fault, plugin by plugin.

    DJANGO_SETTINGS_MODULE=tests.settings python -m tests.contract.faults_table

`held`: it was taken for no success, and its repetition made no double.
"""

import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import django

django.setup()

from tests.contract.faulted import NAMES, play, spoiled
from tests.contract.matrix import Matrix

PLUGINS = Path(__file__).parent.parent / "plugins"


def kits() -> Iterator[Matrix]:
    """One of each plugin that names itself."""
    for path in sorted(PLUGINS.glob("*/test_*conformance.py")):
        import_module(f"tests.plugins.{path.parent.name}.{path.stem}")
    for kit in Matrix.__subclasses__():
        yield kit()


def outcomes(kit: Matrix) -> Iterator[str]:
    with (
        tempfile.TemporaryDirectory() as folder,
        spoiled(kit.sandbox, Path(folder)) as platform,
    ):
        for name in NAMES:
            try:
                play(kit, platform, name)
            except AssertionError as error:
                yield f"BROKEN {error}"
            else:
                yield "held"


def main() -> None:
    every = list(kits())
    print(f"{'':20}" + "".join(f"{kit.service.slug:20}" for kit in every))
    for name, *found in zip(NAMES, *map(outcomes, every), strict=True):
        print(f"{name:20}" + "".join(f"{one:20}" for one in found))


if __name__ == "__main__":
    main()
