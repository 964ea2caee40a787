"""A feed item for tests, with everything in it."""

from storefront.contract.data import Option
from storefront.contract.feed import FeedItem

RED = Option("color", "Màu", "Đỏ")
LARGE = Option("size", "Cỡ", "L")
HALF = Option("volume", "Dung tích", "1,5 l")


def item(**fields: object) -> FeedItem:
    whole = FeedItem(
        sku="cup-red",
        group="l7",
        title="Cốc “sứ”, to",
        description="Dòng một\n\nDòng hai & <ba>",
        url="https://shop.example/p/coc/",
        price="150000",
        currency="VND",
        stock=4,
        brand="Mầm",
        category=("Bếp", "Cốc"),
        picture="https://shop.example/media/a.jpg",
        pictures=("https://shop.example/media/b.jpg",),
        options=(RED, LARGE, HALF),
        gtin="8930000000002",
        weight_grams=250,
    )
    return whole._replace(**fields)
