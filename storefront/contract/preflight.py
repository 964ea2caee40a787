"""What a platform cannot hold, found by what its plugin declares, before any call."""

from collections.abc import Callable, Iterator
from typing import Final

from storefront.contract.data import Limits, Listing, Offer, Picture, Problem, Text

FIX_PICTURE = Text(vi="Thêm ít nhất một ảnh.", en="Add at least one picture.")
LARGER_PICTURE = Text(vi="Tải lên ảnh lớn hơn.", en="Upload a larger picture.")


def problems_of(listing: Listing, limits: Limits) -> tuple[Problem, ...]:
    """Texts say nothing of this listing alone, so that the same problem of many reads
    the same.
    """
    return (
        *text_problems(listing, limits),
        *picture_problems(listing, limits),
        *variant_problems(listing, limits),
        *missing(listing, limits),
    )


def text_problems(listing: Listing, limits: Limits) -> Iterator[Problem]:
    if not listing.title.strip():
        yield problem(
            "title_missing", "title", "Sản phẩm chưa có tên.", "There is no title."
        )
    if len(listing.title) > limits.title:
        yield too_long("title", "Tên sản phẩm", "The title", limits.title)
    if len(listing.description) > limits.description:
        yield too_long("description", "Mô tả", "The description", limits.description)
    if len(listing.brand) > limits.brand:
        yield too_long("brand", "Thương hiệu", "The brand", limits.brand)


def too_long(field: str, vi: str, en: str, most: int) -> Problem:
    return problem(
        "text_too_long",
        field,
        f"{vi} dài quá {most} ký tự.",
        f"{en} is longer than {most} characters.",
    )


def picture_problems(listing: Listing, limits: Limits) -> Iterator[Problem]:
    side = limits.picture_side
    mains = [main_picture(listing, offer) for offer in listing.offers]
    if any(min(main.width, main.height) < side for main in mains if main):
        yield problem(
            "picture_small",
            "pictures",
            f"Ảnh chính nhỏ hơn {side} × {side} điểm ảnh.",
            f"The main picture is smaller than {side} × {side} pixels.",
            fix=LARGER_PICTURE,
        )
    if len(listing.pictures) > limits.pictures:
        yield problem(
            "too_many_pictures",
            "pictures",
            f"Kênh này nhận nhiều nhất {limits.pictures} ảnh.",
            f"This channel takes at most {limits.pictures} pictures.",
        )


def main_picture(listing: Listing, offer: Offer) -> Picture | None:
    return offer.picture or next(iter(listing.pictures), None)


def variant_problems(listing: Listing, limits: Limits) -> Iterator[Problem]:
    axes = {option.axis for offer in listing.offers for option in offer.options}
    if len(axes) > limits.max_axes:
        yield problem(
            "too_many_axes",
            "axes",
            f"Kênh này nhận nhiều nhất {limits.max_axes} loại tuỳ chọn.",
            f"This channel takes at most {limits.max_axes} kinds of options.",
        )
    for offer in listing.offers:
        if len(offer.sku) > limits.sku:
            yield problem(
                "sku_too_long",
                "sku",
                f"SKU dài quá {limits.sku} ký tự.",
                f"The SKU is longer than {limits.sku} characters.",
                sku=offer.sku,
            )


Check = Callable[[Listing, Offer], object]

#: What `Limits.required` may name: what is looked at, and what is said if it is not
#: there.
REQUIRED: Final[dict[str, tuple[Check, str, str, str]]] = {
    "description": (
        lambda listing, offer: listing.description.strip(),
        "description",
        "Sản phẩm chưa có mô tả.",
        "There is no description.",
    ),
    "picture": (
        main_picture,
        "pictures",
        "Sản phẩm chưa có ảnh.",
        "The product has no picture.",
    ),
    "brand": (
        lambda listing, offer: listing.brand,
        "brand",
        "Thiếu thương hiệu.",
        "The brand is missing.",
    ),
    "gtin": (
        lambda listing, offer: offer.gtin,
        "gtin",
        "Thiếu mã vạch (GTIN).",
        "The barcode (GTIN) is missing.",
    ),
    "brand_or_gtin": (
        lambda listing, offer: listing.brand or offer.gtin,
        "brand",
        "Thiếu thương hiệu hoặc mã vạch (GTIN).",
        "The brand or the barcode (GTIN) is missing.",
    ),
    "weight": (
        lambda listing, offer: offer.weight_grams,
        "weight",
        "Thiếu khối lượng.",
        "The weight is missing.",
    ),
    "category": (
        lambda listing, offer: listing.channel_category,
        "category",
        "Chưa chọn ngành hàng của kênh này.",
        "No category of this channel was chosen.",
    ),
}


def missing(listing: Listing, limits: Limits) -> Iterator[Problem]:
    """Each once, with the first variant that lacks it."""
    for name in limits.required:
        there, field, vi, en = REQUIRED[name]
        lacking = [offer for offer in listing.offers if not there(listing, offer)]
        if lacking:
            fix = FIX_PICTURE if name == "picture" else None
            sku = lacking[0].sku
            yield problem(f"{name}_missing", field, vi, en, fix=fix, sku=sku)


def problem(
    code: str, field: str, vi: str, en: str, *, fix: Text | None = None, sku: str = ""
) -> Problem:
    return Problem(code, Text(vi=vi, en=en), fix, field=field, sku=sku)
