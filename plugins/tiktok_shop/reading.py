"""What the platform holds and how it judged it, in our words. Pure functions."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import starmap, zip_longest
from typing import Final

from babel.numbers import get_currency_precision

from plugins.tiktok_shop.client import JSON, listed
from storefront.contract.data import (
    Judgement,
    Money,
    Problem,
    RemoteListing,
    RemoteOffer,
    Text,
    Verdict,
)

DELETED, DEACTIVATED = "DELETED", {"SELLER_DEACTIVATED", "PLATFORM_DEACTIVATED"}
#: Of an edit or a new product; what is for sale meanwhile is what was for sale before.
UNDER_REVIEW = {"AUDITING", "PRE_APPROVED"}

#: A price is read under other names than it was written under.
PRICES = ("sale_price", "tax_exclusive_price", "amount")

SEND_AGAIN = Text(
    vi="Bấm Thử lại để bày bán lại, hoặc ngừng bán sản phẩm ở cửa hàng.",
    en="Try again to put it up again, or take the product off sale here.",
)
SEE_WHY = Text(vi="Xem lý do trong Seller Center.", en="See why in Seller Center.")
MEND = Text(
    vi="Sửa sản phẩm theo lý do trên rồi lưu: bản mới được gửi duyệt lại.",
    en="Mend it and save: the new version is looked at again.",
)
#: Where it is not for sale whatever an audit said.
NOT_FOR_SALE: Final = {
    "DELETED": Problem(
        "deleted_there",
        Text(
            vi="Sản phẩm đã bị xoá trên TikTok Shop.",
            en="The product was deleted on TikTok Shop.",
        ),
        SEND_AGAIN,
    ),
    "SELLER_DEACTIVATED": Problem(
        "switched_off_there",
        Text(
            vi="Sản phẩm đang tắt trên TikTok Shop.",
            en="The product is switched off on TikTok Shop.",
        ),
        SEND_AGAIN,
    ),
    "PLATFORM_DEACTIVATED": Problem(
        "taken_down",
        Text(
            vi="TikTok Shop đã gỡ sản phẩm này.",
            en="TikTok Shop has taken this product down.",
        ),
        SEE_WHY,
    ),
    "FREEZE": Problem(
        "frozen",
        Text(
            vi="TikTok Shop đã khoá sản phẩm này.",
            en="TikTok Shop has frozen this product.",
        ),
        Text(
            vi="Khiếu nại trong Seller Center.",
            en="Appeal against it in Seller Center.",
        ),
    ),
}
#: `not_submitted_reasons`: what the shop lacks, and no product can mend.
PREREQUISITES: Final = {
    "PAYMENT_ACCOUNT_NOT_LINKED": Text(
        vi="Gian hàng chưa liên kết tài khoản ngân hàng.",
        en="The shop over there has no bank account yet.",
    ),
    "SHOP_INACTIVE": Text(
        vi="Gian hàng chưa hoạt động.", en="The shop over there is not active."
    ),
}


def listings(products: Iterable[JSON]) -> list[RemoteListing]:
    there = [one for one in products if one.get("status") != DELETED]
    return list(map(listing, there))


def listing(product: JSON) -> RemoteListing:
    return RemoteListing(
        external_id=str(product["id"]),
        offers=tuple(map(offer, listed(product, "skus"))),
        title=str(product.get("title") or ""),
    )


def offer(sku: JSON) -> RemoteOffer:
    return RemoteOffer(
        sku=str(sku.get("seller_sku") or ""),
        external_id=str(sku["id"]),
        price=price(sku.get("price") or {}),
        stock=sum(int(row.get("quantity", 0)) for row in listed(sku, "inventory")),
    )


def price(told: JSON) -> Money | None:
    amount = next((told[name] for name in PRICES if told.get(name)), "")
    currency = str(told.get("currency") or "")
    if not amount or not currency:
        return None
    return Money(
        int(Decimal(amount).scaleb(get_currency_precision(currency))), currency
    )


def was_refused(product: JSON) -> bool:
    """Then its reasons are worth reading in the other language too."""
    return bool(product.get("audit_failed_reasons"))


def verdict(product: JSON, in_english: JSON) -> Verdict:
    number, status = str(product["id"]), str(product.get("status"))
    audit = product.get("audit") or {}
    problems = tuple(problems_of(product, in_english))
    if problems:
        return Verdict(number, Judgement.REFUSED, problems)
    if status == "ACTIVATE" and audit.get("status") not in UNDER_REVIEW:
        return Verdict(number, Judgement.PASSED)
    return Verdict(number, Judgement.WAITING)


def problems_of(product: JSON, in_english: JSON) -> Iterator[Problem]:
    status, audit = str(product.get("status")), product.get("audit") or {}
    if audit.get("status") in UNDER_REVIEW:
        return
    if status in NOT_FOR_SALE:
        yield NOT_FOR_SALE[status]
    if audit.get("status") == "FAILED" or status == "FAILED":
        vi, en = (listed(p, "audit_failed_reasons") for p in (product, in_english))
        yield from starmap(failure, zip_longest(vi or [{}], en, fillvalue={}))
    for reason in audit.get("not_submitted_reasons") or ():
        words = Text(vi=f"Chưa gửi duyệt: {reason}", en=f"Not looked at: {reason}")
        message = PREREQUISITES.get(reason, words)
        yield Problem("not_submitted", message, SEE_WHY, said=str(reason))


def failure(vi: JSON, en: JSON) -> Problem:
    """In the platform's own words, which are about this product only."""
    return Problem(
        "audit_failed",
        Text(
            vi=f"TikTok Shop không duyệt: {joined(vi or en, 'reasons')}",
            en=f"TikTok Shop did not pass it: {joined(en or vi, 'reasons')}",
        ),
        Text(
            vi=f"{joined(vi or en, 'suggestions')} {MEND.vi}".strip(),
            en=f"{joined(en or vi, 'suggestions')} {MEND.en}".strip(),
        ),
        said=joined(vi or en, "reasons"),
    )


def joined(told: JSON, name: str) -> str:
    return " ".join(map(str, told.get(name) or ()))
