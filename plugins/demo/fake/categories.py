"""The platform's tree of categories, and what it asks for in some of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

JSON = dict[str, Any]

#: Number, number of what is above it, Vietnamese name, English name.
NODES: tuple[tuple[int, int, str, str], ...] = (
    (1, 0, "Nhà cửa & Đời sống", "Home & Living"),
    (11, 1, "Đồ dùng bàn ăn", "Tableware"),
    (111, 11, "Bát & Tô", "Bowls"),
    (112, 11, "Đĩa", "Plates"),
    (113, 11, "Ấm & Bình trà", "Teapots"),
    (114, 11, "Cốc & Ly", "Mugs & Cups"),
    (115, 11, "Đũa, Thìa & Dĩa", "Chopsticks & Cutlery"),
    (12, 1, "Dụng cụ nhà bếp", "Kitchen Tools"),
    (121, 12, "Nồi & Chảo", "Pots & Pans"),
    (122, 12, "Dao & Thớt", "Knives & Boards"),
    (123, 12, "Khăn bếp & Tạp dề", "Kitchen Textiles"),
    (13, 1, "Trang trí nhà cửa", "Home Decor"),
    (131, 13, "Bình & Lọ hoa", "Vases"),
    (132, 13, "Nến & Mùi hương", "Candles & Scents"),
    (133, 13, "Đèn", "Lamps"),
    (134, 13, "Giỏ & Rổ mây tre", "Baskets"),
    (14, 1, "Chăn, Ga & Gối", "Bedding"),
    (15, 1, "Chậu & Cây cảnh", "Pots & Plants"),
    (2, 0, "Thời trang", "Fashion"),
    (21, 2, "Áo", "Tops"),
    (211, 21, "Áo thun", "T-Shirts"),
    (212, 21, "Áo sơ mi", "Shirts"),
    (213, 21, "Áo khoác", "Jackets"),
    (22, 2, "Quần", "Trousers"),
    (23, 2, "Váy & Đầm", "Dresses & Skirts"),
    (24, 2, "Phụ kiện", "Accessories"),
    (241, 24, "Túi xách", "Bags"),
    (242, 24, "Mũ & Nón", "Hats"),
    (243, 24, "Khăn", "Scarves"),
    (25, 2, "Giày & Dép", "Shoes"),
    (3, 0, "Thực phẩm", "Food"),
    (31, 3, "Trà", "Tea"),
    (32, 3, "Cà phê", "Coffee"),
    (33, 3, "Mật ong & Mứt", "Honey & Jam"),
    (34, 3, "Bánh & Kẹo", "Sweets"),
    (35, 3, "Gia vị & Nước chấm", "Spices & Sauces"),
    (4, 0, "Sắc đẹp", "Beauty"),
    (41, 4, "Chăm sóc da", "Skin Care"),
    (42, 4, "Xà phòng", "Soap"),
    (5, 0, "Sách & Văn phòng phẩm", "Books & Stationery"),
    (51, 5, "Sách", "Books"),
    (52, 5, "Sổ & Vở", "Notebooks"),
    (53, 5, "Bút", "Pens"),
    (6, 0, "Mẹ & Bé", "Mother & Baby"),
    (61, 6, "Đồ chơi", "Toys"),
)

#: By the top category: key, Vietnamese name, English name, required, values.
ASKED: Mapping[int, tuple[tuple[str, str, str, bool, tuple[str, ...]], ...]] = {
    2: (
        ("for", "Dành cho", "For", True, ("women", "men", "everyone")),
        ("color", "Màu sắc", "Colour", False, ()),
    ),
    3: (
        ("kept", "Cách bảo quản", "How it is kept", True, ("dry", "cool", "frozen")),
        ("origin", "Xuất xứ", "Origin", False, ()),
    ),
}
VALUE_NAMES = {
    "women": ("Nữ", "Women"),
    "men": ("Nam", "Men"),
    "everyone": ("Mọi người", "Everyone"),
    "dry": ("Nơi khô ráo", "Dry"),
    "cool": ("Nơi mát", "Cool"),
    "frozen": ("Đông lạnh", "Frozen"),
}

PAGE = 20


def page_after(number: int, *, without: int) -> tuple[list[JSON], int | None]:
    """Some of the tree in the order of numbers, and where to go on."""
    left = [node for node in ordered() if node[0] > number and node[0] != without]
    more = len(left) > PAGE
    return [told(node) for node in left[:PAGE]], left[PAGE - 1][0] if more else None


def ordered() -> Iterator[tuple[int, int, str, str]]:
    return iter(sorted(NODES))


def told(node: tuple[int, int, str, str]) -> JSON:
    number, above, vi, en = node
    ends = not any(other[1] == number for other in NODES)
    return {"id": number, "parent": above, "name": {"vi": vi, "en": en}, "end": ends}


def attributes_of(number: int) -> list[JSON]:
    return [
        {
            "key": key,
            "name": {"vi": vi, "en": en},
            "required": required,
            "values": [value_told(value) for value in values],
        }
        for key, vi, en, required, values in ASKED.get(root_of(number), ())
    ]


def value_told(value: str) -> JSON:
    vi, en = VALUE_NAMES[value]
    return {"id": value, "name": {"vi": vi, "en": en}}


def root_of(number: int) -> int:
    above = {node[0]: node[1] for node in NODES}
    while above.get(number):
        number = above[number]
    return number


def wrong(body: Mapping[str, Any], *, without: int) -> str:
    """What the platform says of a product's category; empty where it takes it."""
    if not body.get("category"):
        return ""
    number = int(body["category"])
    known = {node["id"]: node for node in map(told, NODES) if node["id"] != without}
    if number not in known:
        return "category_unknown"
    if not known[number]["end"]:
        return "category_not_an_end"
    return wrong_attribute(attributes_of(number), body.get("attributes") or {})


def wrong_attribute(asked: Sequence[JSON], given: Mapping[str, str]) -> str:
    for attribute in asked:
        value = given.get(attribute["key"], "")
        if attribute["required"] and not value:
            return "attribute_missing"
        allowed = {one["id"] for one in attribute["values"]}
        if value and allowed and value not in allowed:
            return "attribute_unknown"
    return ""


def recommended(title: str) -> int | None:
    """The end whose English or Vietnamese name stands in the title."""
    words = title.casefold()
    for number, _, vi, en in NODES:
        names = (*vi.casefold().split(" & "), *en.casefold().split(" & "))
        ends = told((number, 0, vi, en))["end"]
        if ends and any(name.rstrip("s") in words for name in names):
            return number
    return None
