"""What a person must be told is written down, and what is written down exists."""

import ast
import re
import tomllib
from pathlib import Path

from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
DOCS = ROOT / "docs"


def test_every_setting_from_the_environment_is_described():
    described = set(re.findall(r"`([A-Z_]{4,})`", (DOCS / "settings.md").read_text()))

    assert environment_of(ROOT / "storefront" / "settings.py") - described == set()


def test_every_described_setting_is_read_somewhere():
    rows = re.findall(
        r"^\| (`.+?`) \|", (DOCS / "settings.md").read_text(), re.MULTILINE
    )
    described = set(re.findall(r"`([A-Z_]+)`", " ".join(rows)))

    assert {name for name in described if not read_somewhere(name)} == set()


def test_every_command_of_ours_is_described():
    ours = {
        name
        for name, app in get_commands().items()
        if str(app).startswith("storefront.")
    }
    described = re.findall(
        r"^\| `(\w+)` \|", (DOCS / "operations.md").read_text(), re.MULTILINE
    )

    assert set(described) == ours


def test_every_plugin_has_a_readme():
    folders = {path.parent for path in (ROOT / "plugins").glob("*/plugin.py")}

    assert {
        folder.name for folder in folders if not (folder / "README.md").exists()
    } == set()


def test_every_dependency_has_a_line_in_the_decisions():
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = pyproject["project"]["dependencies"]
    for group in pyproject["dependency-groups"].values():
        wanted = wanted + group
    explained = "".join(path.read_text() for path in (DOCS / "decisions").glob("*.md"))

    assert [name for name in map(bare, wanted) if f"**{name}**" not in explained] == []


def test_no_link_in_the_documentation_is_broken():
    pages = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("plugins/*/README.md")]

    assert [broken for page in pages for broken in broken_links(page)] == []


def environment_of(path: Path) -> set[str]:
    """The first argument of every `env.something("NAME", …)`."""
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if reads(node))
    return {call.args[0].value for call in calls}


def reads(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    return ast.unparse(node.func.value) == "env" and node.func.attr != "read"


def read_somewhere(name: str) -> bool:
    readers = [
        *ROOT.glob("storefront/**/*.py"),
        *ROOT.glob("tests/**/*.py"),
        *ROOT.glob("scripts/*"),
    ]
    return any(f'"{name}"' in path.read_text() for path in readers if path.is_file())


def bare(requirement: str) -> str:
    return re.split(r"[\[=<>~!]", requirement)[0].strip()


def broken_links(page: Path) -> list[str]:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text())
    local = [target for target in targets if "://" not in target]
    return [
        f"{page.name}: {target}"
        for target in local
        if not (page.parent / target).exists()
    ]
