"""Rules about the repository as a whole, read from the files git would ship."""

import ast
import re
import subprocess
import tomllib
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from packaging.requirements import Requirement

ROOT = Path(settings.BASE_DIR)
#: Split, so that this file does not say them itself.
MACHINE_PATHS = re.compile("/" + r"(?:work|root|home/\w+|farm|tmp/kieng)/")
REGISTRIES = re.compile(
    "|".join(("pythonhosted" + r"\.org", r"pypi\." + "org/simple", r"npmjs\." + "org"))
)
PINNED = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)
NOT_TEXT = {".avif", ".ico", ".jpg", ".jpeg", ".mo", ".png", ".webp", ".woff2"}


def tracked() -> list[Path]:
    """Every text file a commit would hold; outside a git checkout, none."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [ROOT / line for line in done.stdout.splitlines()]
    return [path for path in paths if path.suffix not in NOT_TEXT and path.is_file()]


@pytest.mark.parametrize("pattern", [MACHINE_PATHS, REGISTRIES], ids=["path", "host"])
def test_no_file_names_a_machine_or_a_registry(pattern):
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked()
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_nothing_of_ours_knows_a_plugin():
    """Its code, templates and migrations name no platform that has a plugin."""
    named = re.compile("|".join(platforms()), re.IGNORECASE)
    ours = [
        path
        for path in tracked()
        if path.relative_to(ROOT).parts[0] in {"storefront", "templates", "static"}
    ]

    assert [path for path in ours if named.search(code_of(path))] == []


@pytest.mark.parametrize(
    ("lock", "groups"),
    [("requirements.lock", ()), ("requirements-dev.lock", ("dev", "sdk"))],
)
def test_the_lock_holds_what_is_asked_for(lock, groups):
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = pyproject["project"]["dependencies"]
    for group in groups:
        wanted = wanted + pyproject["dependency-groups"][group]
    locked = dict(
        re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE)
    )

    missing = [text for text in wanted if not satisfied(Requirement(text), locked)]

    assert missing == []


def test_both_locks_agree():
    runtime, dev = (
        set(PINNED.findall((ROOT / name).read_text()))
        for name in ("requirements.lock", "requirements-dev.lock")
    )

    assert runtime - dev == set()


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def platforms() -> set[str]:
    """The plugins' folders; `demo` is an everyday word, and no platform."""
    return {path.parent.name for path in ROOT.glob("plugins/*/*.py")} - {"demo"}


def code_of(path: Path) -> str:
    """The file without docstrings and comments, which are prose."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return text
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if hasattr(node, "body") and isinstance(node.body, list):
            node.body = [line for line in node.body if not is_prose(line)]
    return ast.unparse(tree)


def is_prose(line: ast.AST) -> bool:
    if not isinstance(line, ast.Expr) or not isinstance(line.value, ast.Constant):
        return False
    return isinstance(line.value.value, str)


def satisfied(wanted: Requirement, locked: dict[str, str]) -> bool:
    return (
        locked.get(wanted.name, "") in wanted.specifier
        if wanted.name in locked
        else False
    )
