from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def workshop(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "building"
