"""What Meta cannot hold, found before anything is sent.

Lengths are those of the items_batch reference: where Meta's pages disagree, its are the
shorter ones, and so keep to both.
"""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from plugins.facebook.variants import FIELDS, inexpressible
from storefront.contract.data import Listing, Offer, Picture, Problem, Text

TITLE, DESCRIPTION, SKU, BRAND = 100, 5000, 100, 100
SIDE = 500
#: One as image_link and twenty beside it ("Catalog Fields").
PICTURES = 21
#: They would break the links of the shop's checkout, which name items as id:quantity.
NOT_IN_A_SKU = ",:"

OPTION_LENGTHS = {"color": 100, "size": 200, "material": 200, "pattern": 100}
OPTION_LENGTH = 100


def problems_of(listing: Listing, *, public: bool) -> tuple[Problem, ...]:
    """`public`: Meta itself is called, and cannot look into a private network."""
    found = [*text_problems(listing), *picture_problems(listing)]
    if public and is_private(listing.url):
        found.append(private_address(listing.url))
    for offer in listing.offers:
        found += offer_problems(listing, offer)
    return tuple(found)


def text_problems(listing: Listing) -> Iterator[Problem]:
    if not listing.title.strip():
        yield problem("title_missing", "Sản phẩm chưa có tên.", "There is no title.")
    if not listing.description.strip():
        yield problem(
            "description_missing", "Sản phẩm chưa có mô tả.", "There is no description."
        )
    lengths = ("title", listing.title, TITLE), ("brand", listing.brand, BRAND)
    for field, text, most in (
        *lengths,
        ("description", listing.description, DESCRIPTION),
    ):
        if len(text) > most:
            yield too_long(field, len(text), most)


def picture_problems(listing: Listing) -> Iterator[Problem]:
    mains = {main_picture(listing, offer) for offer in listing.offers}
    if None in mains:
        yield problem(
            "picture_missing",
            "Sản phẩm chưa có ảnh.",
            "The product has no picture.",
            fix=Text(vi="Thêm ít nhất một ảnh.", en="Add at least one picture."),
        )
    if any(min(main.width, main.height) < SIDE for main in mains if main):
        yield problem(
            "picture_small",
            f"Ảnh chính nhỏ hơn {SIDE} × {SIDE} điểm ảnh.",
            f"The main picture is smaller than {SIDE} × {SIDE} pixels.",
            fix=Text(vi="Tải lên ảnh lớn hơn.", en="Upload a larger picture."),
        )
    if len(listing.pictures) > PICTURES:
        yield problem(
            "too_many_pictures",
            f"Facebook nhận nhiều nhất {PICTURES} ảnh.",
            f"Facebook takes at most {PICTURES} pictures.",
        )


def main_picture(listing: Listing, offer: Offer) -> Picture | None:
    return offer.picture or next(iter(listing.pictures), None)


def offer_problems(listing: Listing, offer: Offer) -> Iterator[Problem]:
    sku = offer.sku
    if not sku or len(sku) > SKU or set(sku) & set(NOT_IN_A_SKU):
        yield problem(
            "sku_wrong",
            f"SKU cần 1 đến {SKU} ký tự, không có dấu phẩy và dấu hai chấm.",
            f"A SKU has 1 to {SKU} characters, no comma and no colon.",
            field=sku,
        )
    if not listing.brand and not offer.gtin:
        yield problem(
            "brand_missing",
            "Thiếu thương hiệu hoặc mã vạch (GTIN).",
            "The brand or the barcode (GTIN) is missing.",
            field=sku,
        )
    yield from price_problems(offer)
    yield from option_problems(offer)


def price_problems(offer: Offer) -> Iterator[Problem]:
    if offer.price.amount <= 0:
        yield problem(
            "price_wrong", "Giá phải lớn hơn 0.", "The price must be more than 0.",
            field=offer.sku,
        )  # fmt: skip


def option_problems(offer: Offer) -> Iterator[Problem]:
    for option in offer.options:
        most = OPTION_LENGTHS.get(option.axis, OPTION_LENGTH)
        if len(option.value) > most:
            yield too_long(option.label, len(option.value), most, sku=offer.sku)
        if option.axis not in FIELDS and inexpressible(option):
            yield problem(
                "option_inexpressible",
                f"“{option.label}: {option.value}” có dấu phẩy hoặc dấu hai chấm,"
                " Facebook không nhận.",
                f"“{option.label}: {option.value}” holds a comma or a colon,"
                " which Facebook cannot take.",
                field=offer.sku,
            )


def is_private(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".test"))


def private_address(url: str) -> Problem:
    host = urlsplit(url).hostname
    return problem(
        "private_address",
        f"Facebook không mở được {host}: cửa hàng chưa có địa chỉ công khai.",
        f"Facebook cannot reach {host}: the shop has no public address yet.",
        fix=Text(
            vi="Đặt SITE_URL là địa chỉ công khai của cửa hàng.",
            en="Set SITE_URL to the shop's public address.",
        ),
    )


def too_long(field: str, length: int, most: int, *, sku: str = "") -> Problem:
    return problem(
        "text_too_long",
        f"{field}: {length} ký tự, Facebook nhận nhiều nhất {most}.",
        f"{field}: {length} characters, Facebook takes at most {most}.",
        field=sku or field,
    )


def problem(
    code: str, vi: str, en: str, *, field: str = "", fix: Text | None = None
) -> Problem:
    return Problem(code, Text(vi=vi, en=en), fix, field=field)
