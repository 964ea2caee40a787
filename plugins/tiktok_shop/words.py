"""The platform's error codes in plain words, with what to do about each.

The error tables of Create Product, Edit Product and the offers' operations (Partner
Center, 2026-09).
"""

from typing import Final, NamedTuple

from storefront.contract.data import Text

#: A product that is not there, or not ours.
ABSENT: Final = {"12019150", "12052032", "12052034", "12052048"}
#: It is where nothing of the kind can be done: deleted, frozen, or not for sale.
WRONG_STATUS: Final = {"12052901", "12019113"}
#: Only while a promotion goes on.
PRICE_LOCKED: Final = {"12052038", "12019045"}
#: So many new products a day, and as many requests, and no more.
TOO_MANY_TODAY: Final = {"12052093", "12052109"}


class Known(NamedTuple):
    field: str
    message: Text
    fix: Text | None = None


CHOOSE_ANOTHER = Text(vi="Chọn ngành hàng khác.", en="Choose another category.")
UPLOAD_AGAIN = Text(
    vi="Thay ảnh khác, hoặc bấm Thử lại để tải lên lần nữa.",
    en="Take another picture, or try again to have it uploaded anew.",
)
WAREHOUSE = Text(
    vi="Mở Kho hàng trong Seller Center, rồi nhập mã kho vào kết nối này.",
    en="Open Warehouses in Seller Center, and enter the warehouse in this connection.",
)

KNOWN: Final = {
    "12052261": Known(
        "title", Text(vi="Sản phẩm chưa có tên.", en="There is no title.")
    ),
    "12052051": Known(
        "title",
        Text(
            vi="Tên sản phẩm dài quá 255 ký tự.",
            en="The title is longer than 255 characters.",
        ),
    ),
    "12052262": Known(
        "title",
        Text(
            vi="Tên sản phẩm có chữ Hán.",
            en="There are Chinese characters in the title.",
        ),
    ),
    "12052931": Known(
        "title",
        Text(
            vi="Tên sản phẩm có ký tự không được phép.",
            en="The title has characters that are not allowed.",
        ),
        Text(vi="Bỏ biểu tượng cảm xúc và ký hiệu.", en="Leave out emoji and symbols."),
    ),
    "12052015": Known(
        "description", Text(vi="Sản phẩm chưa có mô tả.", en="There is no description.")
    ),
    "12052013": Known(
        "description",
        Text(vi="Mô tả quá dài.", en="The description is too long."),
    ),
    "12052023": Known(
        "category",
        Text(
            vi="TikTok Shop không còn ngành hàng đã chọn.",
            en="TikTok Shop no longer has the category that was chosen.",
        ),
        CHOOSE_ANOTHER,
    ),
    "12052024": Known(
        "category",
        Text(
            vi="TikTok Shop chỉ nhận ngành hàng nhỏ nhất.",
            en="TikTok Shop takes only categories with nothing below them.",
        ),
        CHOOSE_ANOTHER,
    ),
    "12052220": Known(
        "category",
        Text(
            vi="TikTok Shop không cho bán ngành hàng này.",
            en="TikTok Shop does not let this category be sold.",
        ),
        CHOOSE_ANOTHER,
    ),
    "12052104": Known(
        "attributes",
        Text(
            vi="Thiếu thông tin mà ngành hàng bắt buộc phải có.",
            en="Something is missing that the category asks for.",
        ),
    ),
    "12052028": Known(
        "pictures", Text(vi="Sản phẩm chưa có ảnh.", en="The product has no picture.")
    ),
    "12052306": Known(
        "pictures",
        Text(
            vi="TikTok Shop nhận nhiều nhất 9 ảnh.",
            en="TikTok Shop takes at most 9 pictures.",
        ),
    ),
    "12052300": Known(
        "pictures",
        Text(
            vi="TikTok Shop không nhận một ảnh đã tải lên.",
            en="TikTok Shop does not take a picture that was uploaded.",
        ),
        UPLOAD_AGAIN,
    ),
    "12052722": Known(
        "pictures",
        Text(
            vi="TikTok Shop không còn giữ một ảnh đã tải lên.",
            en="TikTok Shop no longer has a picture that was uploaded.",
        ),
        UPLOAD_AGAIN,
    ),
    "12038002": Known(
        "pictures",
        Text(
            vi="TikTok Shop không đọc được một ảnh.",
            en="TikTok Shop cannot read a picture.",
        ),
        UPLOAD_AGAIN,
    ),
    "12038005": Known(
        "pictures",
        Text(vi="Một ảnh lớn hơn 10 MB.", en="A picture is larger than 10 MB."),
    ),
    "12038014": Known(
        "pictures",
        Text(
            vi="Một ảnh có cạnh dưới 300 hoặc trên 4000 điểm ảnh.",
            en="A picture has a side below 300 or above 4000 pixels.",
        ),
    ),
    "12019011": Known(
        "weight", Text(vi="Thiếu khối lượng.", en="The weight is missing.")
    ),
    "12052050": Known(
        "options",
        Text(
            vi="TikTok Shop nhận nhiều nhất 100 phân loại.",
            en="TikTok Shop takes at most 100 variants.",
        ),
    ),
    "12052525": Known(
        "axes",
        Text(
            vi="TikTok Shop nhận nhiều nhất 3 loại tuỳ chọn.",
            en="TikTok Shop takes at most 3 kinds of options.",
        ),
    ),
    "12052550": Known(
        "options",
        Text(
            vi="Có phân loại thiếu tuỳ chọn mà phân loại khác có.",
            en="A variant lacks an option that others have.",
        ),
    ),
    "12052560": Known(
        "options",
        Text(
            vi="Hai phân loại có tuỳ chọn giống nhau.",
            en="Two variants have the same options.",
        ),
    ),
    "12052012": Known(
        "price",
        Text(vi="TikTok Shop không nhận giá này.", en="It takes no such price."),
    ),
    "12052570": Known(
        "price",
        Text(
            vi="Giá cao hơn mức TikTok Shop cho phép.",
            en="The price is higher than TikTok Shop allows.",
        ),
    ),
    "12052571": Known("price", Text(vi="Thiếu giá.", en="The price is missing.")),
    "12052084": Known(
        "price",
        Text(
            vi="Gian hàng này không bán bằng loại tiền của cửa hàng.",
            en="This shop over there does not sell in our currency.",
        ),
    ),
    "12052055": Known(
        "",
        Text(
            vi="TikTok Shop không nhận số lượng tồn kho này.",
            en="TikTok Shop does not take this stock figure.",
        ),
    ),
    "12052097": Known(
        "",
        Text(
            vi="TikTok Shop không có kho đã chọn.",
            en="TikTok Shop does not have the warehouse that was chosen.",
        ),
        WAREHOUSE,
    ),
    "12019022": Known(
        "",
        Text(
            vi="Gian hàng chưa có kho bán hàng.",
            en="The shop over there has no warehouse to sell from.",
        ),
        WAREHOUSE,
    ),
    "12052557": Known(
        "",
        Text(
            vi="Phân loại này không còn trên TikTok Shop.",
            en="This variant is no longer on TikTok Shop.",
        ),
        Text(
            vi="Bấm Gửi lại ở mục Sức khoẻ sau lần đọc lại tới.",
            en="Press “Send again” under Health after the next read-back.",
        ),
    ),
    "12052535": Known(
        "",
        Text(
            vi="Gian hàng chưa có kho nhận hàng trả.",
            en="The shop over there has no warehouse for returns.",
        ),
        Text(vi="Thêm kho trong Seller Center.", en="Add one in Seller Center."),
    ),
    "12052700": Known(
        "",
        Text(
            vi="Tài khoản người bán đang bị ngừng.",
            en="The seller's account is inactive.",
        ),
        Text(vi="Xem thông báo trong Seller Center.", en="Look into Seller Center."),
    ),
    **dict.fromkeys(
        PRICE_LOCKED,
        Known(
            "price",
            Text(
                vi="TikTok Shop khoá giá khi sản phẩm đang chạy khuyến mãi.",
                en="TikTok Shop locks the price while a promotion goes on.",
            ),
            Text(
                vi="Giá mới được gửi lại khi khuyến mãi kết thúc.",
                en="The new price is sent again until the promotion is over.",
            ),
        ),
    ),
    **dict.fromkeys(
        WRONG_STATUS,
        Known(
            "",
            Text(
                vi="Sản phẩm đang bị khoá hoặc chưa được bày bán trên TikTok Shop.",
                en="The product is frozen or not for sale on TikTok Shop.",
            ),
            Text(vi="Xem lý do trong Seller Center.", en="See why in Seller Center."),
        ),
    ),
    **dict.fromkeys(
        TOO_MANY_TODAY,
        Known(
            "",
            Text(
                vi="Hôm nay gian hàng đã đăng hết số sản phẩm mới được phép.",
                en="The shop has listed as many new products as it may today.",
            ),
            Text(
                vi="Các sản phẩm còn lại được đăng tiếp sau.",
                en="The others go on by themselves later.",
            ),
        ),
    ),
}
REFUSED: Final = Text(
    vi="TikTok Shop từ chối sản phẩm này.", en="TikTok Shop refused this product."
)
