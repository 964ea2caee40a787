"""What a person decides about a file before it goes in."""

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Self

from django.conf import settings

from storefront.exchange.amounts import Money


@dataclass(frozen=True, slots=True)
class Choices:
    #: Of the file's prices; empty: the shop's.
    currency: str = ""
    #: How much of the shop's currency one of the file's is.
    rate: str = ""
    #: Names of options in the file, and which kind each is.
    axes: dict[str, str] = field(default_factory=dict)
    #: Columns of a spreadsheet in our words; only for the format "mapped".
    columns: dict[str, str] = field(default_factory=dict)
    #: Does the first line hold the names of the columns?
    header: bool = True
    encoding: str = ""
    pictures: bool = True
    #: Leave the stock of what the shop has already as it is.
    keep_stock: bool = False

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        return cls(**stored)

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    def money(self, *, plain: bool) -> Money:
        shop = settings.SHOP_CURRENCY
        rate = Decimal(self.rate) if self.rate else None
        return Money(self.currency or shop, shop, rate, plain)
