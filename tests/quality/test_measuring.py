"""Which round is reported, and how the figures get into the docs."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

FIGURES = {
    "size": "full",
    "rounds": 3,
    "took_seconds": 61,
    "right": True,
    "seed": 7,
    "units_astray": 0,
    "control": {"goes_on": False, "spread": [0.9, 1.1]},
}


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch):
    """Imports one of scripts/, which are started by path."""
    monkeypatch.syspath_prepend(str(Path(settings.BASE_DIR) / "scripts"))
    return import_module


def worst(measure: ModuleType, *rounds: tuple[int, dict[str, object]]) -> object:
    played = [measure.Round(code, figures, 1) for code, figures in rounds]
    return max(played, key=measure.badness("kill_workers")).figures


def test_a_wrong_round_is_worse_than_a_slow_one(script):
    found = worst(script("measure"), (0, {"seconds": 90}), (1, {"seconds": 10}))

    assert found == {"seconds": 10}


def test_of_right_rounds_the_slowest_is_reported(script):
    found = worst(script("measure"), (0, {"seconds": 10}), (0, {"seconds": 90}))

    assert found == {"seconds": 90}


def test_a_round_without_figures_can_be_the_worst(script):
    assert worst(script("measure"), (0, {"seconds": 90}), (1, {})) == {}


def test_three_rounds_in_full_where_chance_decides(script, monkeypatch):
    monkeypatch.delenv("ROUNDS", raising=False)
    measure = script("measure")
    monkeypatch.setattr(measure, "SIZE", "full")

    assert (measure.rounds_of("mixed"), measure.rounds_of("a_b_a")) == (3, 1)


def test_as_many_rounds_as_are_asked_for(script, monkeypatch):
    monkeypatch.setenv("ROUNDS", "5")

    assert script("measure").rounds_of("a_b_a") == 5


def test_a_row_tells_every_figure_in_words(script):
    row = script("reliability").row("day", FIGURES)

    assert row == (
        "| `day` | full | 3 | 61 | as promised | units astray 0;"
        " control: goes on no; control: spread 0.9 to 1.1 |\n"
    )


@pytest.mark.parametrize(
    ("told", "said"),
    [({"right": False}, "**not as promised**"), ({"skipped": "no right"}, "skipped")],
)
def test_a_row_hides_neither_a_failure_nor_a_skip(script, told, said):
    assert f"| {said} |" in script("reliability").row("day", FIGURES | told)


def test_the_table_takes_the_place_of_the_one_before(script):
    reliability = script("reliability")
    marks = f"above\n{reliability.BEGIN}{reliability.END}below\n"
    once = reliability.between_marks(marks, "old\n")

    assert reliability.between_marks(once, "new\n") == once.replace("old", "new")


def test_every_script_of_faults_is_described(script):
    page = (Path(settings.BASE_DIR) / "docs" / "reliability.md").read_text()
    names = script("measure").names("faults")

    assert [name for name in names if f"| `{name}` |" not in page] == []
