"""What the platform finds wrong with a product before it takes it.

Codes and words are those of its error tables. Where a rule is documented and its code
is not, the general 98001004 says which field it is.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from plugins.tiktok_shop.fake import tree
from plugins.tiktok_shop.fake.errors import ShopError, invalid
from plugins.tiktok_shop.fake.seller import BY_ID
from storefront.contract.sandbox import Sandbox

JSON = dict[str, Any]

TITLE, MOST_DESCRIPTION, MOST_IMAGES, MOST_SKUS = (25, 255), 10_000, 9, 100
MOST_AXES, MOST_STOCK, MOST_PICTURES_INSIDE = 3, 99_999, 30
CHINESE = re.compile(r"[\u3400-\u9fff]")
REPEATED = re.compile(r"(.)\1{9}")
INSIDE = re.compile(r"<img\b[^>]*\bsrc=[\"']?([^\"'\s>]+)", re.IGNORECASE)


def check(sandbox: Sandbox, rows: sqlite3.Connection, shop: str, body: JSON) -> None:
    check_title(str(body.get("title") or ""))
    check_description(rows, str(body.get("description") or ""))
    check_category(body)
    check_images(rows, body.get("main_images") or [])
    check_properties(body)
    check_parcel(sandbox, body)
    check_skus(body.get("skus") or [])
    for sku in body["skus"]:
        check_sku(sandbox, shop, sku)


def check_title(title: str) -> None:
    least, most = TITLE
    if not title.strip():
        raise ShopError(12052261)
    if len(title) > most:
        raise ShopError(12052051)
    if len(title) < least:
        raise invalid("title", f"its length is {len(title)}", f"{least} to {most}")
    if CHINESE.search(title):
        raise ShopError(12052262)
    strange = {"So", "Cc", "Cs"}
    if REPEATED.search(title) or strange & set(map(unicodedata.category, title)):
        raise ShopError(12052931)


def check_description(rows: sqlite3.Connection, description: str) -> None:
    if not description.strip():
        raise ShopError(12052015)
    if len(description) > MOST_DESCRIPTION:
        raise ShopError(12052013)
    sources = INSIDE.findall(description)
    if len(sources) > MOST_PICTURES_INSIDE:
        raise ShopError(12052013)
    for source in sources:
        uri = "/".join(source.split("/")[-2:])
        if not is_image(rows, uri):
            raise ShopError(12052722)


def check_category(body: JSON) -> None:
    category = str(body.get("category_id") or "")
    if body.get("category_version") != "v2":
        raise ShopError(12052230)
    if category in tree.by_id("v1"):
        raise ShopError(12052217)
    if category not in tree.by_id("v2"):
        raise ShopError(12052023)
    if category in tree.PROHIBITED:
        raise ShopError(12052220)
    if not tree.is_leaf(category):
        raise ShopError(12052024)
    if body.get("is_cod_allowed") and tree.FOOD in tree.chain(category):
        raise ShopError(12052222)


def check_images(rows: sqlite3.Connection, images: list[JSON]) -> None:
    if not images:
        raise ShopError(12052028)
    if len(images) > MOST_IMAGES:
        raise ShopError(12052306)
    if not all(is_image(rows, str(image.get("uri"))) for image in images):
        raise ShopError(12052300)


def is_image(rows: sqlite3.Connection, uri: str) -> bool:
    found = rows.execute("select 1 from image where uri = ?", (uri,)).fetchone()
    return found is not None


def check_properties(body: JSON) -> None:
    given = {
        str(one.get("id")): [value.get("id") for value in one.get("values") or []]
        for one in body.get("product_attributes") or []
        if one.get("values")
    }
    for asked in tree.properties(str(body["category_id"])):
        if asked.type == tree.SALES:
            continue
        needed = asked.required or any(
            v in given.get(k, ()) for k, v in asked.required_if
        )
        if needed and asked.id not in given:
            raise ShopError(12052104)
        known = {value[0] for value in asked.values}
        if not asked.free and not set(given.get(asked.id, ())) <= known:
            raise invalid(
                "product_attributes", f"{asked.id} has no such value", "an id"
            )


def check_parcel(sandbox: Sandbox, body: JSON) -> None:
    weight = body.get("package_weight")
    if weight is None and sandbox.on("weight_required"):
        raise ShopError(12019011)
    if weight is not None and not is_weight(weight):
        raise invalid("package_weight", "it is no weight", "KILOGRAM, 3 decimals")
    size = body.get("package_dimensions")
    if size is None and tree.LAMPS in tree.chain(str(body["category_id"])):
        raise invalid("package_dimensions", "it is missing", "length, width, height")
    sides = [str((size or {}).get(side, "1")) for side in ("length", "width", "height")]
    if not all(re.fullmatch(r"[1-9]\d*", side) for side in sides):
        raise invalid("package_dimensions", "no whole number", "CENTIMETER")


def is_weight(weight: Mapping[str, object]) -> bool:
    value = str(weight.get("value", ""))
    decimal = re.fullmatch(r"\d+(\.\d{1,3})?", value)
    return bool(decimal) and Decimal(value) > 0 and weight.get("unit") == "KILOGRAM"


def check_skus(skus: list[JSON]) -> None:
    if not skus:
        raise invalid("skus", "it is missing", "1 to 100")
    if len(skus) > MOST_SKUS:
        raise ShopError(12052050)
    axes = [tuple(sorted(map(axis, sku.get("sales_attributes") or []))) for sku in skus]
    if max(map(len, axes)) > MOST_AXES:
        raise ShopError(12052525)
    if len(set(axes)) > 1 or (len(skus) > 1 and not axes[0]):
        raise ShopError(12052550)
    combinations = [tuple(sorted(values(sku))) for sku in skus]
    if len(set(combinations)) < len(combinations):
        raise ShopError(12052560)


def axis(attribute: JSON) -> str:
    """The id wins over the name."""
    return str(attribute.get("id") or attribute.get("name") or "")


def values(sku: JSON) -> Iterator[tuple[str, str]]:
    for one in sku.get("sales_attributes") or []:
        yield axis(one), str(one.get("value_id") or one.get("value_name") or "")


def check_sku(sandbox: Sandbox, shop: str, sku: JSON) -> None:
    for attribute in sku.get("sales_attributes") or []:
        check_length(attribute, "name", 20)
        check_length(attribute, "value_name", 50)
    seller_sku = str(sku.get("seller_sku") or "")
    if len(seller_sku) > 50 or " " in seller_sku:
        raise invalid("seller_sku", "its form is wrong", "up to 50, without spaces")
    if "price" in sku or not sku.get("id"):
        check_price(sandbox, sku.get("price"))
    if "inventory" in sku or not sku.get("id"):
        check_inventory(sandbox, shop, sku.get("inventory") or [])


def check_length(attribute: JSON, name: str, most: int) -> None:
    if len(str(attribute.get(name) or "")) > most:
        raise invalid(f"sales_attributes.{name}", "it is too long", f"up to {most}")


def check_price(sandbox: Sandbox, price: JSON | None) -> None:
    if not price or not price.get("amount"):
        raise ShopError(12052571)
    if price.get("currency") != "VND":
        raise ShopError(12052084)
    amount = price["amount"]
    form = r"\d{1,12}(\.0{1,2})?" if sandbox.on("dong_with_decimals") else r"\d{1,12}"
    if not isinstance(amount, str) or not re.fullmatch(form, amount):
        raise ShopError(12052012)
    if Decimal(amount) <= 0:
        raise ShopError(12052012)


def check_inventory(sandbox: Sandbox, shop: str, inventory: list[JSON]) -> None:
    if not inventory:
        raise ShopError(12019022)
    for row in inventory:
        if wrong := wrong_stock(sandbox, shop, row):
            raise ShopError(wrong)


def wrong_stock(sandbox: Sandbox, shop: str, row: JSON) -> int:
    """The code of what is wrong with a figure; 0: nothing is."""
    places = BY_ID[shop].sells_from
    warehouse = row.get("warehouse_id") or (places[0] if len(places) == 1 else "")
    if warehouse not in places:
        return 12052097
    quantity: Any = row.get("quantity")
    least = 0 if sandbox.on("zero_stock") else 1
    whole = isinstance(quantity, int) and not isinstance(quantity, bool)
    return 0 if whole and least <= quantity <= MOST_STOCK else 12052055
