"""The catalogue as Meta's CSV template has it: these columns, in this order.

Lengths are those of the template's own comments, which are wider than those of calls.
"""

from collections.abc import Iterator

from plugins.facebook.limits import NOT_IN_A_SKU, problem
from plugins.facebook.variants import FIELDS
from storefront.contract.categories import as_mapping
from storefront.contract.data import Problem
from storefront.contract.errors import PlatformRefused
from storefront.contract.feed import FeedItem, csv_line, full_title
from storefront.contract.feed_limits import FeedLimits, feed_problems

#: From "catalog_products.csv" as Commerce Manager hands it out (2024-12).
COLUMNS = (
    *("id", "title", "description", "availability", "condition", "price", "link"),
    *("image_link", "brand", "google_product_category", "fb_product_category"),
    *("quantity_to_sell_on_facebook", "sale_price", "sale_price_effective_date"),
    *("item_group_id", "gender", "color", "size", "age_group", "material", "pattern"),
    *("shipping", "shipping_weight", "gtin", "video[0].url", "video[0].tag[0]"),
    *("product_tags[0]", "product_tags[1]", "style[0]"),
)

#: `pattern` may have 100 characters, the other options 200: the shorter one for all.
LIMITS = FeedLimits(
    sku=100,
    title=200,
    description=9999,
    brand=100,
    required=("description", "picture", "brand"),
)


def head() -> str:
    return csv_line(COLUMNS)


def row(item: FeedItem) -> str:
    title = full_title(item, besides=FIELDS)
    if found := tuple(problems_of(item, title)):
        raise PlatformRefused(found)
    price, sale_price = prices(item)
    own = {option.axis: option.value for option in item.options}
    given = as_mapping(item.attributes)
    return csv_line(
        (
            item.sku,
            title,
            item.description,
            "out of stock" if item.sold_out else "in stock",
            "new",
            price,
            item.url,
            item.picture,
            item.brand,
            item.channel_category,
            "",
            item.stock or "",  # an empty one is not counted; 0 is not allowed
            sale_price,
            "",
            f"group-{item.group}",
            given.get("gender", ""),
            own.get("color", ""),
            own.get("size", ""),
            given.get("age_group", ""),
            own.get("material", ""),
            own.get("pattern", ""),
            "",
            f"{item.weight_grams} g" if item.weight_grams else "",
            item.gtin,
            "",
            "",
            "",
            "",
            "",
        )
    )


def prices(item: FeedItem) -> tuple[str, str]:
    """Meta calls the struck-out price `price`, and what is asked `sale_price`."""
    asked = f"{item.price} {item.currency}"
    return (f"{item.before} {item.currency}", asked) if item.before else (asked, "")


def problems_of(item: FeedItem, title: str) -> Iterator[Problem]:
    yield from feed_problems(item, title, LIMITS, fields=FIELDS)
    if not set(NOT_IN_A_SKU).isdisjoint(item.sku):
        yield problem(
            "sku_wrong",
            "SKU có dấu phẩy hoặc dấu hai chấm.",
            "The SKU holds a comma or a colon.",
            field="sku",
            sku=item.sku,
        )
