"""Meta's messages in our words."""

import re
from dataclasses import dataclass

from storefront.contract.data import Problem, Text


@dataclass(frozen=True, slots=True)
class Known:
    """A message of Meta's, known by its words, and what it means for a shop owner."""

    words: re.Pattern[str]
    code: str
    message: Text
    fix: Text


def known(words: str, code: str, message: Text, fix: Text) -> Known:
    return Known(re.compile(words, re.IGNORECASE), code, message, fix)


#: Messages of check_batch_request_status and validation_status, as documented in the
#: Catalog Batch API reference and the error guide (2026-09). The first to fit counts.
MESSAGES = (
    known(
        r"availability listed|required field availability",
        "availability_missing",
        Text(
            vi="Facebook chưa biết món này còn hàng hay không.",
            en="Facebook was not told whether this item is available.",
        ),
        Text(vi="Gửi lại sản phẩm.", en="Send the product again."),
    ),
    known(
        r'without "?(name|title)"?',
        "title_missing",
        Text(vi="Sản phẩm chưa có tên.", en="The product has no title."),
        Text(vi="Đặt tên cho sản phẩm.", en="Give the product a title."),
    ),
    known(
        r"need to have prices|without price",
        "price_missing",
        Text(vi="Sản phẩm chưa có giá.", en="The product has no price."),
        Text(vi="Đặt giá lớn hơn 0.", en="Set a price above 0."),
    ),
    known(
        r"descriptions? (are|is) missing|need to have descriptions|without description",
        "description_missing",
        Text(vi="Sản phẩm chưa có mô tả.", en="The product has no description."),
        Text(vi="Viết mô tả cho sản phẩm.", en="Write a description."),
    ),
    known(
        r"without image|image.*(missing|invalid)|(missing|invalid).*image",
        "picture_missing",
        Text(
            vi="Facebook không dùng được ảnh của sản phẩm.",
            en="Facebook cannot use the product's picture.",
        ),
        Text(
            vi="Thêm ảnh JPEG hoặc PNG, mỗi cạnh ít nhất 500 điểm ảnh.",
            en="Add a JPEG or PNG picture of at least 500 pixels a side.",
        ),
    ),
    known(
        r"without link|url incorrectly formatted",
        "link_wrong",
        Text(
            vi="Facebook không đọc được đường dẫn của sản phẩm hoặc của ảnh.",
            en="Facebook cannot read the link of the product or of its picture.",
        ),
        Text(
            vi="Kiểm tra địa chỉ công khai của cửa hàng (SITE_URL).",
            en="Check the shop's public address (SITE_URL).",
        ),
    ),
    known(
        r"provide brand|without brand",
        "brand_missing",
        Text(
            vi="Thiếu thương hiệu hoặc mã vạch (GTIN).",
            en="The brand or the barcode (GTIN) is missing.",
        ),
        Text(
            vi="Điền thương hiệu, hoặc mã vạch của từng phân loại.",
            en="Fill in the brand, or the barcode of each variant.",
        ),
    ),
    known(
        r"exceeds? (the )?(maximum )?length",
        "text_too_long",
        Text(
            vi="Một đoạn chữ dài hơn mức Facebook cho phép.",
            en="A text is longer than Facebook allows.",
        ),
        Text(
            vi="Rút ngắn tên (tối đa 100 ký tự) hoặc mô tả (tối đa 5000 ký tự).",
            en="Shorten the title (100 characters) or the description (5000).",
        ),
    ),
    known(
        r"sale price",
        "sale_price_wrong",
        Text(
            vi="Giá bán phải thấp hơn giá gốc.",
            en="The selling price must be lower than the compare-at price.",
        ),
        Text(
            vi="Sửa giá gốc hoặc giá bán.",
            en="Correct the compare-at price or the price.",
        ),
    ),
    known(
        r"price.*(negative|more than 0|not a price)",
        "price_wrong",
        Text(
            vi="Facebook không nhận giá này.", en="Facebook does not accept this price."
        ),
        Text(vi="Đặt giá lớn hơn 0.", en="Set a price above 0."),
    ),
    known(
        r"without id|retailer.?id.*(missing|not provided)",
        "sku_missing",
        Text(vi="Thiếu mã SKU.", en="The SKU is missing."),
        Text(vi="Điền mã SKU cho phân loại.", en="Fill in the variant's SKU."),
    ),
    known(
        r"policy|not allowed|prohibited",
        "policy",
        Text(
            vi="Facebook cho rằng món này vi phạm chính sách bán hàng.",
            en="Facebook finds that this item breaks its commerce policies.",
        ),
        Text(
            vi="Xem lý do trong Trình quản lý thương mại và khiếu nại nếu nhầm.",
            en="Read the reason in Commerce Manager, and appeal if it is wrong.",
        ),
    ),
)

UNKNOWN = Text(vi="Facebook từ chối món này.", en="Facebook refused this item.")
NOTHING_TAKEN = Text(
    vi="Facebook không nhận món nào trong lần gửi này.",
    en="Facebook took in nothing of what was sent.",
)

#: Errors of a whole call (Graph API "Handling Errors").
CALLS = {
    100: Text(
        vi="Facebook không hiểu lời gọi, hoặc không có danh mục này.",
        en="Facebook does not understand the call, or has no such catalogue.",
    ),
}
CHECK_ACCESS = Text(
    vi="Kiểm tra mã danh mục và quyền của người dùng hệ thống trong Meta Business.",
    en="Check the catalogue id and the system user's permissions in Meta Business.",
)


def problem_of(said: str, sku: str = "") -> Problem:
    """Meta's message about one item in our words, with its own beside them."""
    for entry in MESSAGES:
        if entry.words.search(said):
            return Problem(entry.code, entry.message, entry.fix, sku=sku, said=said)
    return Problem("unknown", UNKNOWN, sku=sku, said=said)


def nothing_taken(sku: str = "") -> Problem:
    return Problem("nothing_taken", NOTHING_TAKEN, sku=sku)


def refusal_of(code: int, said: str) -> Problem:
    """The refusal of a whole call."""
    return Problem(str(code), CALLS.get(code, UNKNOWN), CHECK_ACCESS, said=said)
