"""What an item must be like: fields, lengths and messages of Meta's pages.

Where the reference of items_batch and the page "Catalog Fields" disagree about a
length, both are kept: (items_batch, Catalog Fields).
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

Data = dict[str, object]

REQUIRED = (
    "title",
    "description",
    "availability",
    "condition",
    "price",
    "link",
    "image_link",
)

LENGTHS = {
    "id": (100, 100),
    "title": (100, 200),
    "description": (5000, 9999),
    "brand": (100, 100),
    "item_group_id": (100, 100),
    "color": (100, 200),
    "size": (200, 200),
    "material": (200, 200),
    "pattern": (100, 100),
    "google_product_category": (250, 250),
    "product_type": (750, 750),
    "gtin": (70, 70),
    "mpn": (100, 100),
    "rich_text_description": (9999, 9999),
    "vendor_id": (100, 100),
    **{f"custom_label_{n}": (100, 100) for n in range(5)},
}

ENUMS = {
    "availability": {
        "in stock",
        "out of stock",
        "preorder",
        "available for order",
        "discontinued",
        "pending",
        "mark_as_sold",
        "mark_as_expired",
    },
    "condition": {
        "new",
        "refurbished",
        "used",
        "cpo",
        "open_box_new",
        "used_fair",
        "used_good",
        "used_like_new",
    },
    "gender": {"female", "male", "unisex"},
    "age_group": {
        "newborn",
        "infant",
        "toddler",
        "kids",
        "adult",
        "teen",
        "all ages",
    },
    "status": {"active", "archived"},
    "visibility": {"published", "staging", "hidden"},
}

FIELDS = {
    *LENGTHS,
    *ENUMS,
    *REQUIRED,
    *(f"custom_number_{n}" for n in range(5)),
    "image",
    "additional_image_link",
    "additional_variant_attribute",
    "sale_price",
    "sale_price_effective_date",
    "quantity_to_sell_on_facebook",
    "inventory",
    "fb_product_category",
    "internal_label",
    "product_tags",
    "shipping",
    "shipping_weight",
    "expiration_date",
    "video",
    "disabled_capabilities",
    "rating_count",
    "user_rating",
    "origin_country",
    "importer_name",
    "importer_address",
    "manufacturer_info",
    "wa_compliance_category",
    "checkout_url",
}

MISSING = {
    "availability": (
        "A required field is missing: Products need to have availability listed to run"
        " in ads. Include the current availability for each product in your data feed"
        ' file and upload it again. You can only add the supported values "in stock",'
        ' "out of stock", "preorder", "available for order", "discontinued", "pending"'
        ' in US English under the "availability" column.'
    ),
    "title": (
        'A required field is missing: Products without "name" information can\'t be'
        " uploaded. Please check that this field is included for each product in a"
        " separate, labelled column."
    ),
    "price": (
        "A required field is missing: Products need to have prices to run in ads."
        " Include a price for each product in your data feed file and upload it again."
        " Prices must include the cost and an ISO currency code (for example: 10 GBP"
        " instead of £10 for pound sterling)."
    ),
    "description": (
        "Descriptions are missing: Items need to have descriptions to be shown in your"
        " shop and ads."
    ),
}
MISSING_OTHER = (
    "A required field is missing: Products without {field} can't be uploaded."
)
WRONG_URL = (
    "URL Incorrectly Formatted: The provided URL is formatted incorrectly. If multiple"
    " links are included in one field, separate them using a comma. Specifying username"
    " and password in the URL is not supported."
)
NO_CATEGORY = (
    "These fields have missing information: Make items easier to discover by providing"
    " google_product_category information."
)

PRICE = re.compile(r"-?\d+(\.\d+)? [A-Z]{3}")
TAG = re.compile(r"<[a-zA-Z/][^>]*>")


@dataclass(frozen=True, slots=True)
class Finding:
    """An error or a warning about one item."""

    message: str
    warning: bool = False
    priority: str = "HIGH"
    error_type: str = ""


def missing(data: Data) -> list[Finding]:
    """What an item that is to be created still lacks."""
    absent = [field for field in REQUIRED if data.get(field) in (None, "", [])]
    if "image" in data:
        absent = [field for field in absent if field != "image_link"]
    found = [
        Finding(
            MISSING.get(field) or MISSING_OTHER.format(field=field),
            error_type=f"EMPTY_{field.upper()}",
        )
        for field in absent
    ]
    if not any(data.get(field) for field in ("brand", "gtin", "mpn")):
        message = "A required field is missing: Provide brand, gtin or mpn."
        found.append(Finding(message, error_type="EMPTY_BRAND"))
    return found


def unknown_fields(data: Data) -> list[str]:
    return [
        f"Unrecognised field: A request for item {data.get('id')} contains unrecognised"
        f" field: '{field}'"
        for field in data
        if field not in FIELDS and field != "id"
    ]


def check(data: Data, *, strict: bool) -> list[Finding]:
    """Judge a whole item, after what was sent has been laid over what was there."""
    found = [*check_lengths(data, strict=strict), *check_words(data)]
    found += [*check_prices(data), *check_urls(data), *check_numbers(data)]
    if not data.get("google_product_category"):
        found.append(Finding(NO_CATEGORY, warning=True, priority="LOW"))
    return found


def check_lengths(data: Data, *, strict: bool) -> list[Finding]:
    found = []
    for field, (items_batch, catalog_fields) in LENGTHS.items():
        length = len(str(data.get(field, "")))
        longest = items_batch if strict else catalog_fields
        if length > items_batch:
            message = (
                f"Property Value String Exceeds Length: {field} has {length}"
                f" characters, the limit is {longest}."
            )
            found.append(
                Finding(
                    message,
                    warning=length <= longest,
                    priority="HIGH" if length > longest else "MEDIUM",
                    error_type="PROPERTY_VALUE_STRING_EXCEEDS_LENGTH",
                )
            )
    return found


def check_words(data: Data) -> list[Finding]:
    found = [
        Finding(
            f'Invalid value: "{data[field]}" is not a supported value of {field}.',
            error_type="PROPERTY_VALUE_FORMAT",
        )
        for field, words in ENUMS.items()
        if data.get(field) and str(data[field]).lower() not in words
    ]
    for field in ("title", "description"):
        text = str(data.get(field, ""))
        if TAG.search(text):
            found.append(odd(f"{field} contains HTML tags.", "CONTAINS_HTML_TAGS"))
        if len(text) > 10 and text.isupper():
            found.append(odd(f"{field} is in capital letters.", "UPPERCASE"))
    return found


def odd(message: str, error_type: str) -> Finding:
    return Finding(
        f"Invalid value: {message}",
        warning=True,
        priority="MEDIUM",
        error_type=f"PROPERTY_VALUE_{error_type}",
    )


def check_prices(data: Data) -> list[Finding]:
    found = []
    amounts: dict[str, Decimal] = {}
    for field in ("price", "sale_price"):
        text = str(data.get(field) or "")
        if text and not PRICE.fullmatch(text):
            message = (
                f'Invalid value: {field} "{text}" is not a price such as 9.99 USD.'
            )
            found.append(Finding(message, error_type="PROPERTY_VALUE_FORMAT"))
        elif text:
            amounts[field] = Decimal(text.partition(" ")[0])
    if amounts.get("price", 1) < 0:
        message = "Invalid value: The price is negative."
        found.append(Finding(message, error_type="NEGATIVE_PRICE"))
    elif amounts.get("price", 1) == 0:
        message = "Invalid value: The price must be more than 0."
        found.append(Finding(message, error_type="ITEM_PRICE_NOT_POSITIVE"))
    if "sale_price" in amounts and amounts["sale_price"] >= amounts.get("price", 0):
        message = "Invalid value: The sale price must be lower than the price."
        found.append(Finding(message, error_type="INVALID_SALE_PRICE"))
    return found


def check_urls(data: Data) -> list[Finding]:
    urls = [str(data[f]) for f in ("link", "image_link") if data.get(f)]
    more = data.get("additional_image_link")
    urls += [str(url) for url in more] if isinstance(more, list) else []
    if all(good_url(url) for url in urls):
        return []
    return [Finding(WRONG_URL, error_type="PROPERTY_VALUE_FORMAT")]


def good_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    plain = parts.scheme in {"http", "https"} and bool(parts.hostname)
    return plain and not parts.username and " " not in url


def check_numbers(data: Data) -> list[Finding]:
    quantity = data.get("quantity_to_sell_on_facebook", data.get("inventory"))
    if quantity in (None, ""):
        return []
    if not str(quantity).isdigit():
        message = f'Invalid value: quantity "{quantity}" is not a whole number.'
        return [Finding(message, error_type="PROPERTY_VALUE_FORMAT")]
    if int(str(quantity)) == 0 and data.get("availability") == "in stock":
        message = "Invalid value: Quantity 0, but the availability is in stock."
        kind = "INVENTORY_ZERO_AVAILABILITY_IN_STOCK"
        return [Finding(message, warning=True, priority="MEDIUM", error_type=kind)]
    return []
