from collections.abc import Iterator

import httpx2 as httpx
import pytest

from plugins.tiktok_shop.sandbox import TikTokShopSandbox
from storefront.contract.sandbox import running
from tests.plugins.tiktok_shop.wire import Wire


@pytest.fixture
def tiktok(tmp_path) -> TikTokShopSandbox:
    """Audits end as soon as somebody looks."""
    sandbox = TikTokShopSandbox(tmp_path / "tiktok_shop.sqlite3")
    sandbox.turn("audit_takes", 0)
    return sandbox


@pytest.fixture
def address(tiktok) -> Iterator[str]:
    with running(tiktok) as address:
        yield address


@pytest.fixture
def wire(address) -> Iterator[Wire]:
    with httpx.Client() as client:
        yield Wire(address, client)
