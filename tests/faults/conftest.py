"""What takes minutes begins first, so that no core waits for it at the end."""

from pathlib import Path

import pytest

SCRIPTS = Path(__file__).with_name("test_scripts.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path != SCRIPTS)
