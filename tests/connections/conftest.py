import pytest

from storefront.contract import plugin
from tests.connections.post_office import PostOffice


@pytest.fixture(autouse=True)
def post_office(monkeypatch: pytest.MonkeyPatch) -> type[PostOffice]:
    known = plugin.services() | {PostOffice.slug: PostOffice}
    monkeypatch.setattr(plugin, "_services", known)
    monkeypatch.setattr(PostOffice, "asked", [])
    return PostOffice
