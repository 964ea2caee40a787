"""What is asked of every plugin, asked of this one."""

from typing import ClassVar

from plugins.tiktok_shop.plugin import TikTokShop
from storefront.connections.models import Connection
from storefront.contract.data import Listing
from tests.contract.matrix import Matrix
from tests.faults._proxy import Asked
from tests.plugins.tiktok_shop.goods import Prepared, furnish, numbered
from tests.plugins.tiktok_shop.selling import KEYS


class TestTikTokShop(Matrix):
    service = TikTokShop
    sandbox = Prepared
    wrong_credentials: ClassVar = {**KEYS, "access_token": "ROW_wrong_token"}

    def listing(self, number: int = 1) -> Listing:
        return numbered(number)

    def changes_something(self, asked: Asked) -> bool:
        """Here a question is often a POST."""
        question = asked.target.split("?")[0].endswith("/search")
        return super().changes_something(asked) and not question

    def furnish(self, connection: Connection) -> None:
        furnish(connection)
