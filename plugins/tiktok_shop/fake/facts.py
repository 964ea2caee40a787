"""Everything about the make-believe TikTok Shop that can be turned.

A `fact` is something that public pages do not say, contradict, or say only second-hand;
its default is the likeliest, and `sandbox --seed` draws it at random.
"""

from storefront.contract.data import Text
from storefront.contract.sandbox import Switch

FAULTS = (
    Switch("revoked", Text(vi="Người bán thu hồi quyền", en="Seller took access back")),
    Switch("expired", Text(vi="Mã truy cập hết hạn", en="Access token expired")),
    Switch(
        "without_scope",
        Text(vi="Thiếu quyền", en="Scope missing"),
        default="off",
        choices=(
            "off",
            "authorization",
            "product",
            "order",
            "return_refund",
            "logistics",
            "event",
        ),
    ),
    Switch("throttled", Text(vi="Chặn vì gọi quá nhiều", en="Throttled")),
    Switch(
        "calls_per_second",
        Text(vi="Số lần gọi mỗi giây", en="Calls per second and shop"),
        default=0,
        suggested=3,
    ),
    Switch(
        "listings_per_day",
        Text(vi="Số sản phẩm mới mỗi ngày", en="New products per day"),
        default=0,
        suggested=100,
    ),
    Switch(
        "failing",
        Text(vi="Trục trặc phía TikTok", en="Failing on their side"),
        default="off",
        choices=("off", "internal", "timeout", "overload", "html"),
        words={
            "internal": Text(vi="lỗi bên trong", en="internal error"),
            "timeout": Text(vi="quá thời gian", en="time-out"),
            "overload": Text(vi="quá tải", en="overload"),
            "html": Text(vi="trang lỗi 502", en="502 page"),
        },
    ),
    Switch(
        "audit",
        Text(vi="Kết quả duyệt", en="Audits"),
        default="pass",
        choices=("pass", "fail", "wait"),
        words={
            "pass": Text(vi="đạt", en="pass"),
            "fail": Text(vi="không đạt", en="fail"),
            "wait": Text(vi="chờ bấm trên trang", en="wait for the page"),
        },
    ),
    Switch(
        "audit_takes",
        Text(vi="Duyệt trong (mili giây)", en="An audit takes (milliseconds)"),
        default=1000,
        suggested=60_000,
    ),
    Switch(
        "doubled_hooks",
        Text(vi="Báo thêm mấy lần nữa", en="Tells so many times more"),
        default=0,
        suggested=4,
    ),
    Switch(
        "lost_hooks",
        Text(vi="Mất tin báo (%)", en="Webhooks lost (%)"),
        default=0,
        suggested=30,
    ),
    Switch(
        "late_hooks",
        Text(vi="Báo trễ (giây)", en="Webhooks late (seconds)"),
        default=0,
        suggested=60,
    ),
    Switch("shuffled_hooks", Text(vi="Báo lộn thứ tự", en="Webhooks shuffled")),
)

FACTS = (
    Switch(
        "spent_refresh",
        Text(
            vi="Mã gia hạn đã dùng thì hết hiệu lực ngay",
            en="A refresh token dies once it was used",
        ),
        fact=True,
        drawn=(True, False),
    ),
    Switch(
        "refresh_refusal",
        Text(vi="Mã lỗi khi mã gia hạn sai", en="Code for a bad refresh token"),
        default="98001004",
        choices=("98001004", "36004004"),
        fact=True,
        drawn=("98001004", "36004004"),
    ),
    Switch(
        "gateway_statuses",
        Text(
            vi="Lỗi chữ ký, mã, quyền có mã HTTP riêng",
            en="Wrong signature, token, scope have an HTTP status",
        ),
        default=True,
        fact=True,
        drawn=(True, False),
    ),
    Switch(
        "error_data",
        Text(vi="data trong câu báo lỗi", en="data of an error"),
        default="null",
        choices=("null", "absent", "object"),
        words={
            "null": Text(vi="null", en="null"),
            "absent": Text(vi="không có", en="absent"),
            "object": Text(vi="rỗng", en="empty"),
        },
        fact=True,
        drawn=("null", "absent", "object"),
    ),
    Switch(
        "empty_signed",
        Text(
            vi="Tham số rỗng có trong chữ ký", en="An empty parameter is in a signature"
        ),
        default=True,
        fact=True,
        drawn=(True, False),
    ),
    Switch(
        "weight_required",
        Text(vi="Bắt buộc khối lượng gói hàng", en="The package weight is required"),
        default=True,
        fact=True,
        drawn=(True, False),
    ),
    Switch(
        "zero_stock",
        Text(vi="Nhận tồn kho bằng 0", en="Takes a stock of nothing"),
        default=True,
        fact=True,
        drawn=(True,),
    ),
    Switch(
        "dong_with_decimals",
        Text(vi="Nhận giá 100000.00 đ", en="Takes a price of 100000.00 VND"),
        default=True,
        fact=True,
        drawn=(True, False),
    ),
    Switch(
        "holds_orders",
        Text(
            vi="Giữ đơn mới một giờ (ON_HOLD)", en="Holds new orders an hour (ON_HOLD)"
        ),
        default=True,
        fact=True,
        drawn=(True, False),
    ),
    Switch(
        "spelt_right",
        Text(
            vi="Có thêm is_required viết đúng",
            en="Says is_required beside is_requried",
        ),
        fact=True,
        drawn=(True, False),
    ),
    Switch(
        "more_at_callback",
        Text(
            vi="Thêm app_key, locale khi quay về", en="Comes back with app_key, locale"
        ),
        default=True,
        fact=True,
        drawn=(True, False),
    ),
)
