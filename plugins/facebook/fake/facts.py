"""Everything about the fake Graph API that can be turned.

A `fact` is something that public pages do not say, contradict, or say only second-hand;
its default is the likeliest, and `sandbox --seed` draws it at random.
"""

from storefront.contract.data import Text
from storefront.contract.sandbox import Switch

FAULTS = (
    Switch(
        "revoked",
        Text(vi="Mã truy cập hết hiệu lực", en="Token no longer valid"),
        default="off",
        choices=("off", "expired", "password_changed", "app_removed", "invalid"),
        words={
            "expired": Text(vi="hết hạn", en="expired"),
            "password_changed": Text(vi="đổi mật khẩu", en="password changed"),
            "app_removed": Text(vi="gỡ ứng dụng", en="app removed"),
            "invalid": Text(vi="không hợp lệ", en="invalid"),
        },
    ),
    Switch(
        "forbidden",
        Text(vi="Thiếu quyền (mã lỗi)", en="Permission missing (error code)"),
        default="off",
        choices=("off", "200", "10", "368"),
    ),
    Switch(
        "refuses_whole",
        Text(
            vi="Từ chối cả lô vì một món có từ cấm, không nói món nào",
            en="Refuses a whole batch for one item with a forbidden word, unnamed",
        ),
    ),
    Switch(
        "token_days",
        Text(
            vi="Mã truy cập còn hạn (ngày; 0: không hết hạn)",
            en="The token ends in (days; 0: never)",
        ),
        default=0,
    ),
    Switch("throttled", Text(vi="Chặn vì gọi quá nhiều", en="Throttled")),
    Switch(
        "failing",
        Text(vi="Trục trặc phía Facebook", en="Failing on their side"),
        default="off",
        choices=("off", "code_1", "code_2", "html"),
        words={
            "code_1": Text(vi="lỗi 1", en="error 1"),
            "code_2": Text(vi="lỗi 2", en="error 2"),
            "html": Text(vi="trang lỗi 502", en="502 page"),
        },
    ),
    Switch(
        "batches_end",
        Text(vi="Lô kết thúc là", en="Batches end as"),
        default="finished",
        choices=("finished", "canceled", "error"),
    ),
    Switch(
        "processing",
        Text(vi="Thời gian xử lý một lô (giây)", en="A batch takes (seconds)"),
        default=1,
    ),
    Switch(
        "batch_calls",
        Text(
            vi="Số lần gọi items_batch mỗi phút (0: không giới hạn)",
            en="items_batch calls a minute (0: no limit)",
        ),
        default=8,
    ),
    Switch(
        "management_calls",
        Text(
            vi="Số lần gọi khác mỗi giờ (0: không giới hạn)",
            en="Other calls an hour (0: no limit)",
        ),
        default=20_000,
    ),
    Switch("fetch_pictures", Text(vi="Tải ảnh về thật", en="Really fetch pictures")),
    Switch(
        "review",
        Text(vi="Thời gian duyệt (giây)", en="A review takes (seconds)"),
        default=0,
    ),
)

FACTS = (
    Switch(
        "proof_required",
        Text(vi="Bắt buộc appsecret_proof", en="appsecret_proof required"),
        fact=True,
        drawn=(False, True),
    ),
    Switch(
        "strict_lengths",
        Text(vi="Độ dài theo bảng items_batch", en="Lengths as in items_batch's table"),
        fact=True,
        drawn=(False, True),
    ),
    Switch(
        "shuffled",
        Text(vi="Thực hiện không theo thứ tự", en="Carried out in any order"),
        fact=True,
        drawn=(False, True),
    ),
    Switch(
        "early_checks",
        Text(
            vi="Báo thiếu trường ngay khi nhận",
            en="Missing fields are told when taken in",
        ),
        fact=True,
        drawn=(False, True),
    ),
    Switch(
        "delete_unknown_fails",
        Text(vi="Xoá món không có là lỗi", en="Deleting the unknown is an error"),
        fact=True,
        drawn=(False, True),
    ),
    Switch(
        "errors_with_200",
        Text(vi="Báo lỗi bằng HTTP 200", en="Errors come with HTTP 200"),
        fact=True,
        drawn=(False, True),
    ),
    Switch(
        "always_validation_status",
        Text(vi="Luôn kèm validation_status", en="validation_status always there"),
        fact=True,
        drawn=(False, True),
    ),
    Switch(
        "extra_request_id",
        Text(vi="Kèm __www_request_id__", en="With __www_request_id__"),
        fact=True,
        drawn=(False, True),
    ),
    Switch(
        "auth_status",
        Text(vi="Mã HTTP của lỗi 190", en="HTTP status of error 190"),
        default="400",
        choices=("400", "401"),
        fact=True,
        drawn=("400", "401"),
    ),
    Switch(
        "permission_status",
        Text(vi="Mã HTTP của lỗi 10 và 200", en="HTTP status of errors 10 and 200"),
        default="400",
        choices=("400", "403"),
        fact=True,
        drawn=("400", "403"),
    ),
    Switch(
        "throttle_status",
        Text(vi="Mã HTTP khi bị chặn", en="HTTP status of a throttle"),
        default="400",
        choices=("400", "403", "429"),
        fact=True,
        drawn=("400", "403", "429"),
    ),
    Switch(
        "first_line",
        Text(vi="Dòng đầu tiên của lô là", en="The first line of a batch is"),
        default="zero",
        choices=("zero", "one"),
        words={"zero": Text(vi="0", en="0"), "one": Text(vi="1", en="1")},
        fact=True,
        drawn=("zero", "one"),
    ),
    Switch(
        "working_status",
        Text(vi="Tên trạng thái đang xử lý", en="The status while at work"),
        default="started",
        choices=("started", "in_progress"),
        fact=True,
        drawn=("started", "in_progress"),
    ),
    Switch(
        "unknown_handle",
        Text(vi="Hỏi về mã lô lạ", en="An unknown handle"),
        default="error",
        choices=("error", "empty"),
        words={
            "error": Text(vi="lỗi 100", en="error 100"),
            "empty": Text(vi="danh sách rỗng", en="empty list"),
        },
        fact=True,
        drawn=("error", "empty"),
    ),
    Switch(
        "usage_names",
        Text(vi="Tên trong tiêu đề mức dùng", en="Names in the usage header"),
        default="catalog",
        choices=("catalog", "ads"),
        fact=True,
        drawn=("catalog", "ads"),
    ),
    Switch(
        "prices_read",
        Text(vi="Giá khi đọc lại", en="Prices when read"),
        default="symbol",
        choices=("symbol", "code"),
        words={
            "symbol": Text(vi="₫120,000", en="₫120,000"),
            "code": Text(vi="120000 VND", en="120000 VND"),
        },
        fact=True,
        drawn=("symbol", "code"),
    ),
)
