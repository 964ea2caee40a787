from collections.abc import Callable

import pytest

from storefront.connections.credentials import Credentials
from storefront.connections.models import Connection
from storefront.contract import plugin
from tests.channels import platform as fake


@pytest.fixture(autouse=True)
def platform(monkeypatch: pytest.MonkeyPatch) -> fake.Platform:
    """A fresh platform behind every fake service."""
    fresh = fake.Platform()
    monkeypatch.setattr(fake, "platform", fresh)
    shops = [
        fake.FakeShop,
        fake.FakeBatchShop,
        fake.FakeKeyShop,
        fake.FakeOverlapShop,
        fake.FakeSellingShop,
        fake.FakeReadShop,
        fake.FakeMappingShop,
        fake.FakeTellingShop,
        fake.FakeWholeShop,
        fake.FakeHandedShop,
        fake.FakeJudgingShop,
        fake.FakeLaterShop,
        fake.FakeWarehouseShop,
    ]
    known = plugin.services() | {shop.slug: shop for shop in shops}
    monkeypatch.setattr(plugin, "_services", known)
    return fresh


@pytest.fixture
def connect() -> Callable[..., Connection]:
    def make(service: str = "fake.shop", **fields: object) -> Connection:
        return Connection.objects.create(
            service=service,
            account="one",
            credentials=Credentials({"account": "one"}),
            **fields,
        )

    return make
