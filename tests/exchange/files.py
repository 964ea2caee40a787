"""Files as people bring them, written for one test."""

import os
from pathlib import Path

import pytest

from storefront.exchange.choices import Choices
from storefront.exchange.models import Import, ReportLine
from storefront.exchange.services import run_import, start_import

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = (
    Path(os.environ.get("KIENG_SHARED") or ROOT.parent / "shared") / "data/catalogues"
)


def catalogue(name: str) -> Path:
    """A file that nobody here wrote; its test is left out where it is not."""
    path = CATALOGUES / name
    if not path.exists():
        pytest.skip(f"{name} is not here")
    return path


def bring_in(path: Path, *, dry_run: bool = False, **said: object) -> Import:
    run = start_import(
        path=path, name=path.name, choices=Choices(**said), dry_run=dry_run
    )
    run_import(run, path=path)
    return run


def counts(run: Import) -> tuple[int, int, int, int]:
    """Products added, changed and unchanged; lines refused."""
    return run.added, run.changed, run.unchanged, run.refused


def refusals(run: Import) -> dict[int, str]:
    rows = run.report_lines.filter(kind=ReportLine.Kind.REFUSED)
    return dict(rows.values_list("line", "text"))
