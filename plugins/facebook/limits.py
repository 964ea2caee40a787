"""What Meta cannot hold, found before anything is sent.

Lengths are those of the items_batch reference: where Meta's pages disagree, its are the
shorter ones, and so keep to both.
"""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from plugins.facebook.variants import FIELDS, inexpressible
from storefront.contract import preflight
from storefront.contract.data import Limits, Listing, Offer, Option, Problem, Text

SKU = 100
LIMITS = Limits(
    items_per_batch=2_900,  # 5000 are allowed, fewer than 3000 recommended
    flat=True,
    title=100,
    description=5000,
    brand=100,
    pictures=21,  # one as image_link and twenty beside it ("Catalog Fields")
    picture_side=500,
    max_variants=500,
    max_axes=3,
    required=("description", "picture", "brand_or_gtin"),
)
#: They would break the links of the shop's checkout, which name items as id:quantity.
NOT_IN_A_SKU = ",:"

OPTION_LENGTHS = {"color": 100, "size": 200, "material": 200, "pattern": 100}
OPTION_LENGTH = 100


def problems_of(listing: Listing, *, public: bool) -> tuple[Problem, ...]:
    """`public`: Meta itself is called, and cannot look into a private network."""
    found = list(preflight.problems_of(listing, LIMITS))
    if public and is_private(listing.url):
        found.append(private_address(listing.url))
    for offer in listing.offers:
        found += offer_problems(offer)
    return tuple(found)


def offer_problems(offer: Offer) -> Iterator[Problem]:
    sku = offer.sku
    if not sku or len(sku) > SKU or set(sku) & set(NOT_IN_A_SKU):
        yield problem(
            "sku_wrong",
            f"SKU cần 1 đến {SKU} ký tự, không có dấu phẩy và dấu hai chấm.",
            f"A SKU has 1 to {SKU} characters, no comma and no colon.",
            field="sku",
            sku=sku,
        )
    yield from price_problems(offer)
    yield from option_problems(offer)


def price_problems(offer: Offer) -> Iterator[Problem]:
    if offer.price.amount <= 0:
        yield problem(
            "price_wrong", "Giá phải lớn hơn 0.", "The price must be more than 0.",
            field="price", sku=offer.sku,
        )  # fmt: skip


def option_problems(offer: Offer) -> Iterator[Problem]:
    for option in offer.options:
        most = OPTION_LENGTHS.get(option.axis, OPTION_LENGTH)
        if len(option.value) > most:
            yield too_long(option, most, sku=offer.sku)
        if option.axis not in FIELDS and inexpressible(option):
            yield problem(
                "option_inexpressible",
                f"“{option.label}: {option.value}” có dấu phẩy hoặc dấu hai chấm,"
                " Facebook không nhận.",
                f"“{option.label}: {option.value}” holds a comma or a colon,"
                " which Facebook cannot take.",
                field="options",
                sku=offer.sku,
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


def too_long(option: Option, most: int, *, sku: str) -> Problem:
    return problem(
        "text_too_long",
        f"{option.label}: Facebook nhận nhiều nhất {most} ký tự.",
        f"{option.label}: Facebook takes at most {most} characters.",
        field="options",
        sku=sku,
    )


def problem(
    code: str,
    vi: str,
    en: str,
    *,
    field: str = "",
    sku: str = "",
    fix: Text | None = None,
) -> Problem:
    return Problem(code, Text(vi=vi, en=en), fix, field=field, sku=sku)
