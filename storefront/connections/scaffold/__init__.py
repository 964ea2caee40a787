"""Write a new plugin: its folder and its tests, from the texts that lie beside this.

They are a plugin named `yours`, which passes the conformance kit as it is.
"""

from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent


class AlreadyThere(Exception):
    """A folder of that name holds something."""


def write_plugin(name: str, *, root: Path) -> list[Path]:
    """Return the files written, or write none and raise AlreadyThere."""
    files = dict(planned(name, root))
    taken = [path.parent for path in files if path.parent.exists()]
    if taken:
        raise AlreadyThere(str(taken[0]))
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(files)


def planned(name: str, root: Path) -> Iterator[tuple[Path, str]]:
    folders = {
        "plugin": root / "plugins" / name,
        "tests": root / "tests" / "plugins" / name,
    }
    for kind, folder in folders.items():
        for source in sorted((HERE / kind).glob("*.txt")):
            file = renamed(source.stem, name)
            yield folder / file, renamed(source.read_text(encoding="utf-8"), name)


def renamed(text: str, name: str) -> str:
    return text.replace("yours", name).replace("Yours", camel(name))


def camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))
