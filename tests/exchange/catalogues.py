"""Large files for tests and measurements: rows by number, some broken on purpose."""

import csv
from collections.abc import Iterator
from pathlib import Path

HEADER = (
    "product",
    "sku",
    "title_vi",
    "brand",
    "category_vi",
    "state",
    "option_1_name",
    "option_1_vi",
    "price",
    "compare_at_price",
    "stock_tracked",
    "stock",
    "gtin",
    "weight_g",
    "position",
    "description_vi",
    "archived",
)
#: Each breaks a sound row in its own way.
BREAKS: tuple[dict[str, str], ...] = (
    {"sku": "có,phẩy"},
    {"sku": "x" * 65},
    {"sku": ""},
    {"title_vi": ""},
    {"title_vi": "t" * 201},
    {"title_vi": "hỏng \ufffd"},
    {"price": ""},
    {"price": "0"},
    {"price": "-5"},
    {"price": "liên hệ"},
    {"price": "12,5"},
    {"price": "9" * 14},
    {"compare_at_price": "nhiều"},
    {"stock": "vài"},
    {"stock": "9999999"},
    {"weight_g": "nặng"},
    {"weight_g": "9999999"},
    {"stock_tracked": "đôi khi"},
    {"option_1_name": "Hương vị lạ"},
    {"option_1_vi": ""},
)


def row(number: int) -> dict[str, str]:
    return {
        "product": f"hang-{number}",
        "sku": f"H{number}",
        "title_vi": f"Bình sữa số {number}",
        "brand": "Mầm",
        "category_vi": f"Cho bé > Nhóm {number % 20}",
        "state": "active",
        "option_1_name": "Màu",
        "option_1_vi": "Đỏ",
        "price": str(100_000 + number),
        "compare_at_price": str(200_000 + number),
        "stock_tracked": "1",
        "stock": str(number % 50),
        "gtin": "",
        "weight_g": "250",
        "position": "0",
        "description_vi": f"<p>Bình sữa chống đầy hơi cho bé, mẫu {number}.</p>",
        "archived": "0",
    }


def broken(number: int, *, every: int) -> bool:
    return bool(every) and number % every == 0


def rows(count: int, *, broken_every: int) -> Iterator[dict[str, str]]:
    for number in range(1, count + 1):
        spoiled = (
            BREAKS[number // broken_every % len(BREAKS)]
            if broken(number, every=broken_every)
            else {}
        )
        yield row(number) | spoiled


def write(path: Path, count: int, *, broken_every: int = 0) -> set[int]:
    """Write so many products; return the lines that are broken."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(rows(count, broken_every=broken_every))
    numbers = range(1, count + 1)
    return {n + 1 for n in numbers if broken(n, every=broken_every)}
