from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The messages are compared in English, whatever the shop speaks."""
    with translation.override("en"):
        yield
