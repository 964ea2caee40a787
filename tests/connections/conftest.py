from collections.abc import Iterator

import pytest
from django.utils import translation

from storefront.contract import plugin
from tests.connections.post_office import PostOffice


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The messages are compared in English, whatever the shop speaks."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def post_office(monkeypatch: pytest.MonkeyPatch) -> type[PostOffice]:
    known = plugin.services() | {PostOffice.slug: PostOffice}
    monkeypatch.setattr(plugin, "_services", known)
    monkeypatch.setattr(PostOffice, "asked", [])
    return PostOffice
