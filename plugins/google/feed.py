"""The catalogue in Google's RSS 2.0, with the names of its product data specification.

Lengths and names: support.google.com/merchants/answer/7052112 and /14987622 (2026-10).
"""

from functools import lru_cache

from storefront.contract.data import Given
from storefront.contract.errors import PlatformRefused
from storefront.contract.feed import FeedItem, FeedShop, full_title, xml_text
from storefront.contract.feed_limits import FeedLimits, feed_problems

LIMITS = FeedLimits(sku=50, title=150, description=5000, brand=70)
#: Beside the main one; the first in the shop's order are taken.
MORE_PICTURES = 10
#: Options with a field of their own; the others stand in the title.
FIELDS = ("color", "size", "material", "pattern")


def head(shop: FeedShop) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0">\n<channel>\n'
        f"{tag('title', shop.name)}{tag('link', shop.url)}"
        f"{tag('description', shop.name)}\n"
    )


FOOT = "</channel>\n</rss>\n"


def row(item: FeedItem) -> str:
    title = full_title(item, besides=FIELDS)
    if found := tuple(feed_problems(item, title, LIMITS, fields=FIELDS)):
        raise PlatformRefused(found)
    there = "out_of_stock" if item.sold_out else "in_stock"
    return (
        f"<item>{tag('g:id', item.sku)}{tag('g:title', title)}{shared(item)}"
        f"<g:availability>{there}</g:availability>{prices(item)}{identity(item)}"
        f"{options(item)}{weight(item)}</item>\n"
    )


def tag(name: str, text: str) -> str:
    return f"<{name}>{xml_text(text)}</{name}>" if text else ""


def shared(item: FeedItem) -> str:
    return (
        texts(item.description, item.url, item.brand, item.category)
        + placed(item.channel_category, item.attributes)
        + pictures(item.picture, item.pictures)
    )


@lru_cache(maxsize=64)  # the variants of a product follow each other
def texts(description: str, url: str, brand: str, category: tuple[str, ...]) -> str:
    return (
        f"{tag('g:description', description)}{tag('g:link', url)}"
        f"<g:condition>new</g:condition>{tag('g:brand', brand)}"
        f"{tag('g:product_type', ' > '.join(category))}"
    )


@lru_cache(maxsize=64)
def placed(category: str, attributes: tuple[Given, ...]) -> str:
    """Where staff have put it in Google's own tree, and for whom they say it is."""
    values = "".join(tag(f"g:{one.key}", one.value) for one in attributes)
    return tag("g:google_product_category", category) + values


@lru_cache(maxsize=64)
def pictures(main: str, others: tuple[str, ...]) -> str:
    more = [tag("g:additional_image_link", url) for url in others[:MORE_PICTURES]]
    return tag("g:image_link", main) + "".join(more)


def prices(item: FeedItem) -> str:
    """Google calls the struck-out price `price`, and what is asked `sale_price`."""
    asked = f"{item.price} {item.currency}"
    if not item.before:
        return f"<g:price>{asked}</g:price>"
    before = f"<g:price>{item.before} {item.currency}</g:price>"
    return f"{before}<g:sale_price>{asked}</g:sale_price>"


def identity(item: FeedItem) -> str:
    group = tag("g:item_group_id", item.group)
    if item.gtin:
        return f"{group}{tag('g:gtin', item.gtin)}"
    return f"{group}<g:identifier_exists>no</g:identifier_exists>"


def options(item: FeedItem) -> str:
    return "".join(
        [
            tag(f"g:{option.axis}", option.value)
            for option in item.options
            if option.axis in FIELDS
        ]
    )


def weight(item: FeedItem) -> str:
    grams = item.weight_grams
    return f"<g:shipping_weight>{grams} g</g:shipping_weight>" if grams else ""
