"""The plugin guide names what exists, and all of it."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from storefront.contract import plugin, roles
from storefront.contract.data import Creates, State
from storefront.contract.sandbox import running

GUIDE = (Path(settings.BASE_DIR) / "docs" / "plugin-guide.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_its_code_runs(number: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plugin, "_services", {})
    names: dict[str, object] = {"__name__": "guide"}

    exec(compile(BLOCKS[number], "plugin-guide.md", "exec"), names)


def test_its_sandbox_answers(tmp_path: Path):
    block = next(code for code in BLOCKS if "(Sandbox)" in code)
    names: dict[str, object] = {"__name__": "guide"}
    exec(compile(block, "plugin-guide.md", "exec"), names)

    sandbox = names["YourSandbox"](tmp_path / "x.sqlite3")  # type: ignore[operator]

    with running(sandbox):
        assert list(sandbox.items()) == []


def test_it_describes_every_role_and_every_method_of_it():
    source = ast.parse(Path(roles.__file__).read_text())
    classes = [node for node in source.body if isinstance(node, ast.ClassDef)]
    methods = [
        method.name
        for node in classes
        for method in node.body
        if isinstance(method, ast.FunctionDef)
    ]

    assert [c.name for c in classes if f"`{c.name}`" not in GUIDE] == []
    assert [name for name in methods if f"`{name}`" not in GUIDE] == []


def test_it_describes_every_state_and_every_way_to_create():
    words = [state.value for state in State] + [way.name for way in Creates]

    assert [word for word in words if f"`{word}`" not in GUIDE] == []


def test_it_names_no_error_that_is_not_there():
    named = set(re.findall(r"`(Platform\w+|Credentials\w+)", GUIDE))

    assert named == {"CredentialsDead", "PlatformRefused", "PlatformUnavailable"}
