from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.demo.sandbox import DemoSandbox
from storefront.connections.credentials import Credentials
from storefront.connections.models import Connection
from storefront.contract.sandbox import running
from tests import builders


@pytest.fixture
def platform(tmp_path: Path) -> DemoSandbox:
    """The demo platform, and what it holds."""
    return DemoSandbox(tmp_path / "demo.sqlite3", seed=7)


@pytest.fixture
def address(platform: DemoSandbox) -> Iterator[str]:
    with running(platform) as address:
        yield address


@pytest.fixture
def channel(db, address: str) -> Connection:
    """The shop north, connected."""
    return connect(address, "north")


def connect(address: str, shop: str) -> Connection:
    facts = {"shop": shop, "token": f"{shop}-token", "secret": "demo-secret"}
    return builders.connection(
        shop, api_address=address, credentials=Credentials(facts)
    )
