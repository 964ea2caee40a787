from collections.abc import Iterator

import pytest
from django.test import override_settings


@pytest.fixture(autouse=True)
def texts_are_shown() -> Iterator[None]:
    """As in a shop to try: SMS are read at /dev/mail/."""
    with override_settings(DEMO=True):
        yield
