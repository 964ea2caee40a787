"""A new plugin passes the conformance kit before a line of it is written."""

import inspect
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module, util
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

import plugins
from storefront.connections.scaffold import AlreadyThere, write_plugin
from storefront.contract import plugin
from storefront.contract.testing import Conformance
from tests.contract.faulted import NAMES, play, spoiled

NAME = "corner_store"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A tree with the new plugin, whose folder is one of the plugins' for now."""
    write_plugin(NAME, root=tmp_path)
    monkeypatch.setattr(plugin, "_services", {})
    monkeypatch.setattr(
        plugins, "__path__", [*plugins.__path__, str(tmp_path / "plugins")]
    )
    yield tmp_path
    for module in [name for name in sys.modules if name.startswith(f"plugins.{NAME}")]:
        del sys.modules[module]


def load(path: Path) -> ModuleType:
    spec = util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_is_green_at_once(root, caplog):
    (tests,) = (root / "tests/plugins" / NAME).glob("*_conformance.py")
    kit = load(tests).TestCornerStoreShop
    names = [name for name in dir(Conformance) if name.startswith("test_")]

    for name in names:
        test = getattr(kit(), name)
        given = {"tmp_path": root / name, "caplog": caplog}
        test(**{key: given[key] for key in inspect.signature(test).parameters})

    assert len(names) > 15


@pytest.mark.parametrize("name", NAMES)
def test_it_takes_no_fault_for_a_success(root, tmp_path, name):
    (tests,) = (root / "tests/plugins" / NAME).glob("*_conformance.py")
    kit = load(tests).TestCornerStoreShop

    with spoiled(kit.sandbox, tmp_path) as platform:
        play(kit(), platform, name)


def test_its_own_tests_pass(root):
    (tests,) = (root / "tests/plugins" / NAME).glob("*_mapping.py")
    module = load(tests)

    for name in dir(module):
        if name.startswith("test_"):
            getattr(module, name)()


def test_its_names_are_its_own(root):
    service = import_module(f"plugins.{NAME}.plugin").CornerStoreShop

    assert (service.slug, service.name) == (f"{NAME}.shop", "CornerStore")
    assert "yours" not in "".join(p.read_text() for p in root.rglob("*.py")).lower()


def test_it_is_written_as_the_project_is(root):
    config = ["--config", str(Path(settings.BASE_DIR) / "pyproject.toml")]
    config += ["--config", 'src = [".", "' + str(settings.BASE_DIR) + '"]']

    for check in (["format", "--check"], ["check"]):
        command = [sys.executable, "-m", "ruff", *check, *config, "--no-cache", "."]
        done = subprocess.run(
            command, cwd=root, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout


def test_what_is_there_is_left_alone(root):
    with pytest.raises(AlreadyThere):
        write_plugin(NAME, root=root)


@pytest.mark.parametrize("name", ["", "Shop", "1shop", "a-b", "../x", "a__b", "x" * 41])
def test_a_name_that_is_none_writes_nothing(name):
    with pytest.raises(CommandError, match="small letters"):
        call_command("startplugin", name)
