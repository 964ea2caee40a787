"""What TikTok Shop cannot hold in Vietnam, found before anything is sent.

Lengths are those of Create Product for "other regions" (Partner Center, 2026-09).
"""

import re
import unicodedata
from collections.abc import Iterator

from plugins.tiktok_shop import mapping
from plugins.tiktok_shop.categories import SIDES
from storefront.contract import preflight
from storefront.contract.data import Limits, Listing, Offer, Problem, Text

SHORTEST_TITLE = 25
DESCRIPTION = 10_000
AXIS, VALUE = 20, 50
LIMITS = Limits(
    items_per_batch=20,
    title=255,
    description=DESCRIPTION,
    pictures=9,
    picture_side=300,
    max_variants=100,
    max_axes=3,
    sku=50,
    required=("description", "picture", "weight", "category"),
)
#: In a title: Chinese characters, and one that comes ten times in a row.
CHINESE = re.compile(r"[\u3400-\u9fff]")
REPEATED = re.compile(r"(.)\1{9}")
#: Emoji, control characters, halves of characters.
STRANGE = {"So", "Cc", "Cs"}
WHOLE_NUMBER = re.compile(r"[1-9]\d{0,3}")


def problems_of(listing: Listing) -> tuple[Problem, ...]:
    return (
        *preflight.problems_of(listing, LIMITS),
        *title_problems(listing.title.strip()),
        *description_problems(listing.description),
        *package_problems(listing),
        *combination_problems(listing),
        *(problem for offer in listing.offers for problem in offer_problems(offer)),
    )


def title_problems(title: str) -> Iterator[Problem]:
    if 0 < len(title) < SHORTEST_TITLE:
        yield problem(
            "title_short",
            f"TikTok Shop cần tên dài ít nhất {SHORTEST_TITLE} ký tự.",
            f"TikTok Shop wants a title of at least {SHORTEST_TITLE} characters.",
            field="title",
            fix=Text(
                vi="Thêm chất liệu, công dụng hoặc kích thước vào tên.",
                en="Add the material, the use or the size to the title.",
            ),
        )
    if is_strange(title):
        yield problem(
            "title_strange",
            "TikTok Shop không nhận tên có biểu tượng cảm xúc, chữ Hán"
            " hoặc một ký tự lặp lại trên 9 lần.",
            "TikTok Shop takes no title with emoji, Chinese characters or a character"
            " repeated more than 9 times.",
            field="title",
            fix=Text(vi="Bỏ các ký tự đó.", en="Leave those characters out."),
        )


def is_strange(title: str) -> bool:
    kinds = set(map(unicodedata.category, title))
    return bool(CHINESE.search(title) or REPEATED.search(title) or kinds & STRANGE)


def description_problems(description: str) -> Iterator[Problem]:
    """With its marks it is longer than without."""
    fits = len(description) > DESCRIPTION  # then it is told already
    if not fits and len(mapping.html(description)) > DESCRIPTION:
        yield problem(
            "text_too_long",
            f"Mô tả dài quá {DESCRIPTION} ký tự, tính cả ngắt dòng.",
            f"The description is longer than {DESCRIPTION} characters, with its"
            " line breaks.",
            field="description",
        )


def package_problems(listing: Listing) -> Iterator[Problem]:
    wrong = [
        one.value
        for one in listing.attributes
        if one.key in SIDES and not WHOLE_NUMBER.fullmatch(one.value)
    ]
    if wrong:
        yield problem(
            "package_wrong",
            "Kích thước gói hàng phải là số nguyên, tính bằng cm.",
            "The sides of the package are whole numbers of centimetres.",
            field="attributes",
        )


def combination_problems(listing: Listing) -> Iterator[Problem]:
    """Variants that nothing tells apart, or not all in the same way."""
    axes = {tuple(option.axis for option in offer.options) for offer in listing.offers}
    values = [tuple(o.value.casefold() for o in x.options) for x in listing.offers]
    if len(axes) > 1 or len(set(values)) < len(values):
        yield problem(
            "options_alike",
            "Mỗi phân loại cần đủ các tuỳ chọn, và không có hai phân loại giống nhau.",
            "Each variant needs all the options, and no two may be alike.",
            field="options",
        )


def offer_problems(offer: Offer) -> Iterator[Problem]:
    if not offer.sku or re.search(r"\s", offer.sku):
        yield problem(
            "sku_wrong",
            "TikTok Shop không nhận SKU trống hoặc có khoảng trắng.",
            "TikTok Shop takes no SKU that is empty or has spaces.",
            field="sku",
            sku=offer.sku,
        )
    yield from price_problems(offer)
    for option in offer.options:
        for text, most in ((option.label, AXIS), (option.value, VALUE)):
            if len(text) > most:
                yield option_too_long(option.label, most, sku=offer.sku)


def price_problems(offer: Offer) -> Iterator[Problem]:
    if offer.price.amount <= 0:
        yield problem(
            "price_wrong",
            "Giá phải lớn hơn 0.",
            "The price must be more than 0.",
            field="price",
            sku=offer.sku,
        )


def option_too_long(label: str, most: int, *, sku: str) -> Problem:
    return problem(
        "option_too_long",
        f"“{label}”: TikTok Shop nhận nhiều nhất {most} ký tự.",
        f"“{label}”: TikTok Shop takes at most {most} characters.",
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
