"""The catalogue as Meta's CSV template has it: these columns, in this order.

Lengths are those of the template's own comments, which are wider than those of calls.
"""

from collections.abc import Iterator

from plugins.facebook.limits import NOT_IN_A_SKU, problem, too_long
from plugins.facebook.variants import FIELDS
from storefront.contract.data import Problem
from storefront.contract.errors import PlatformRefused
from storefront.contract.feed import FeedItem, csv_line, full_title

#: From "catalog_products.csv" as Commerce Manager hands it out (2024-12).
COLUMNS = (
    *("id", "title", "description", "availability", "condition", "price", "link"),
    *("image_link", "brand", "google_product_category", "fb_product_category"),
    *("quantity_to_sell_on_facebook", "sale_price", "sale_price_effective_date"),
    *("item_group_id", "gender", "color", "size", "age_group", "material", "pattern"),
    *("shipping", "shipping_weight", "gtin", "video[0].url", "video[0].tag[0]"),
    *("product_tags[0]", "product_tags[1]", "style[0]"),
)

SKU, TITLE, DESCRIPTION, BRAND = 100, 200, 9999, 100
OPTIONS = {"color": 200, "size": 200, "material": 200, "pattern": 100}


def head() -> str:
    return csv_line(COLUMNS)


def row(item: FeedItem) -> str:
    title = full_title(item, besides=FIELDS)
    if found := tuple(problems_of(item, title)):
        raise PlatformRefused(found)
    price, sale_price = prices(item)
    own = {option.axis: option.value for option in item.options}
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
            "",
            "",
            item.stock or "",  # an empty one is not counted; 0 is not allowed
            sale_price,
            "",
            f"group-{item.group}",
            "",
            own.get("color", ""),
            own.get("size", ""),
            "",
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
    if len(item.sku) > SKU or not set(NOT_IN_A_SKU).isdisjoint(item.sku):
        yield problem(
            "sku_wrong",
            f"SKU cần 1 đến {SKU} ký tự, không có dấu phẩy và dấu hai chấm.",
            f"A SKU has 1 to {SKU} characters, no comma and no colon.",
            field=item.sku,
        )
    if not item.description:
        yield problem(
            "description_missing", "Sản phẩm chưa có mô tả.", "There is no description."
        )
    if not item.picture:
        yield problem(
            "picture_missing", "Sản phẩm chưa có ảnh.", "The product has no picture."
        )
    if not item.brand:
        yield problem(
            "brand_missing", "Sản phẩm chưa có thương hiệu.", "The brand is missing."
        )
    yield from lengths(item, title)


def lengths(item: FeedItem, title: str) -> Iterator[Problem]:
    if len(title) > TITLE:
        yield too_long("title", len(title), TITLE)
    if len(item.description) > DESCRIPTION:
        yield too_long("description", len(item.description), DESCRIPTION)
    if len(item.brand) > BRAND:
        yield too_long("brand", len(item.brand), BRAND)
    for option in item.options:
        most = OPTIONS.get(option.axis)
        if most and len(option.value) > most:
            yield too_long(option.label, len(option.value), most)
