"""The seller's two shops and their warehouses. One ships from two places, one from one;
a third warehouse only takes goods back.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Warehouse:
    id: str
    name: str
    city: str
    kind: str = "SALES_WAREHOUSE"
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Shop:
    id: str
    name: str
    code: str
    cipher: str
    warehouses: tuple[Warehouse, ...]

    @property
    def sells_from(self) -> tuple[str, ...]:
        return tuple(w.id for w in self.warehouses if w.kind == "SALES_WAREHOUSE")


SHOPS = (
    Shop(
        "7495540735365777507",
        "Kiềng",
        "VNLCKIENG001",
        "ROW_k1engAAAAAVAQra0eZWebFQq5aIKt",
        (
            Warehouse("7068517275539719942", "Kho Hà Nội", "Hà Nội", is_default=True),
            Warehouse("7068517275539720199", "Kho Sài Gòn", "Thành phố Hồ Chí Minh"),
            Warehouse("7068517275539720456", "Hàng trả", "Hà Nội", "RETURN_WAREHOUSE"),
        ),
    ),
    Shop(
        "7494726673780148744",
        "Kiềng Huế",
        "VNLCKIENG002",
        "ROW_hu3AAAAAAB2f9Qm1LxPzT7wVcRbN",
        (Warehouse("7068517275539731004", "Kho Huế", "Huế", is_default=True),),
    ),
)
BY_ID = {shop.id: shop for shop in SHOPS}
BY_CIPHER = {shop.cipher: shop for shop in SHOPS}
