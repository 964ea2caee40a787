"""Write the figures of build/faults.json into the table of docs/reliability.md."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIGURES, PAGE = ROOT / "build" / "faults.json", ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"
HEAD = "| script | size | rounds | seconds | result | figures of the worst round |\n"
RULE = "|---|---|---|---|---|---|\n"
#: These have columns of their own, or say nothing to a reader.
ABOUT = {"size", "rounds", "took_seconds", "right", "seed"}

Figures = Mapping[str, object]


def table(measured: Mapping[str, Figures]) -> str:
    return HEAD + RULE + "".join(row(*one) for one in sorted(measured.items()))


def row(name: str, figures: Figures) -> str:
    told = "; ".join(f"{words} {value}" for words, value in flat(figures))
    about = (figures["size"], figures["rounds"], figures["took_seconds"])
    cells = (f"`{name}`", *map(str, about), result(figures), told)
    return f"| {' | '.join(cells)} |\n"


def result(figures: Figures) -> str:
    if "skipped" in figures:
        return "skipped"
    return "as promised" if figures["right"] else "**not as promised**"


def flat(figures: Figures, before: str = "") -> Iterator[tuple[str, str]]:
    """Whatever is inside of something else, with the words of both."""
    for name, value in figures.items():
        words = f"{before}{name.replace('_', ' ')}"
        if isinstance(value, Mapping):
            yield from flat(value, f"{words}: ")
        elif name not in ABOUT:
            yield words, spelled(value)


def spelled(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " to ".join(map(str, value))
    return str(value).replace("|", "/")


def between_marks(page: str, text: str) -> str:
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n" + text + "\n" + END + after


def main() -> None:
    if not FIGURES.exists():
        sys.exit("There are no figures: run `make faults SIZE=full` first.")
    measured = json.loads(FIGURES.read_text())
    PAGE.write_text(between_marks(PAGE.read_text(), table(measured)))


if __name__ == "__main__":
    main()
