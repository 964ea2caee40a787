"""What the tests of importing and exporting share."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Reports are read in English here."""
    with override("en"):
        yield
