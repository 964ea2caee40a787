"""What the platform tells of the seller's shops and their warehouses."""

from typing import Any

from plugins.tiktok_shop.fake.calls import Call
from plugins.tiktok_shop.fake.gate import Gated, yes
from plugins.tiktok_shop.fake.seller import BY_ID, SHOPS, Shop, Warehouse
from storefront.contract.sandbox import Reply, route

JSON = dict[str, Any]

CHECKS = (
    "SHOP_STATUS",
    "SHOP_TAX",
    "PICKUP_WAREHOUSE",
    "RETURN_WAREHOUSE",
    "DELIVERY_OPTION",
    "SHIPPING_TEMPLATE",
    "PRODUCT_QUANTITY_LIMIT",
    "EXTENDED_PRODUCER_RESPONSIBILITY",
    "BANk_ACCOUNT",  # sic
    "CONTACT_INFO",
)


class Shops(Gated):
    @route("GET", "/authorization/202309/shops")
    def authorized_shops(self, call: Call) -> Reply:
        return yes({"shops": [shop_told(shop) for shop in SHOPS]})

    @route("GET", "/seller/202309/shops")
    def active_shops(self, call: Call) -> Reply:
        return yes({"shops": [{"id": shop.id, "region": "VN"} for shop in SHOPS]})

    @route("GET", "/logistics/202309/warehouses")
    def warehouses(self, call: Call) -> Reply:
        shop = BY_ID[call.shop]
        return yes({"warehouses": [warehouse_told(one) for one in shop.warehouses]})

    @route("GET", "/product/202312/prerequisites")
    def prerequisites(self, call: Call) -> Reply:
        checks = [{"check_item": name, "is_failed": False} for name in CHECKS]
        return yes({"check_results": checks})


def shop_told(shop: Shop) -> JSON:
    return {
        "id": shop.id,
        "name": shop.name,
        "region": "VN",
        "seller_type": "LOCAL",
        "cipher": shop.cipher,
        "code": shop.code,
    }


def warehouse_told(warehouse: Warehouse) -> JSON:
    return {
        "id": warehouse.id,
        "entity_id": warehouse.id[:-3] + "073",
        "name": warehouse.name,
        "effect_status": "ENABLED",
        "type": warehouse.kind,
        "sub_type": "DOMESTIC_WAREHOUSE",
        "is_default": warehouse.is_default,
        "address": {
            "region": "Việt Nam",
            "state": warehouse.city,
            "city": warehouse.city,
            "distict": "",  # sic
            "full_address": warehouse.city,
            "region_code": "VN",
            "phone_number": "(+84)9*****21",
        },
    }
