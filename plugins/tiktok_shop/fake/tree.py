"""The platform's categories, what it asks for in them, and its brands: fixed facts.

Southeast Asia has the tree called v2. The older one has other ids for the same things.
"""

from dataclasses import dataclass

#: Id, id of what is above it, Vietnamese name, English name.
NODES: tuple[tuple[str, str, str, str], ...] = (
    ("600001", "0", "Đồ gia dụng", "Home Supplies"),
    ("600024", "600001", "Đồ dùng bàn ăn", "Tableware"),
    ("600154", "600024", "Bát & Tô", "Bowls"),
    ("600155", "600024", "Đĩa", "Plates"),
    ("600156", "600024", "Cốc & Ly", "Mugs & Cups"),
    ("600157", "600024", "Ấm & Bình trà", "Teapots"),
    ("600158", "600024", "Đũa, Thìa & Dĩa", "Chopsticks & Cutlery"),
    ("600025", "600001", "Dụng cụ nhà bếp", "Kitchen Tools"),
    ("600161", "600025", "Nồi & Chảo", "Pots & Pans"),
    ("600162", "600025", "Khăn bếp & Tạp dề", "Kitchen Textiles"),
    ("600026", "600001", "Trang trí nhà cửa", "Home Decor"),
    ("600171", "600026", "Bình & Lọ hoa", "Vases"),
    ("600172", "600026", "Nến & Mùi hương", "Candles & Scents"),
    ("600173", "600026", "Đèn", "Lamps"),
    ("600174", "600026", "Giỏ & Rổ mây tre", "Baskets"),
    ("601152", "0", "Thời trang", "Fashion"),
    ("601226", "601152", "Áo thun", "T-Shirts"),
    ("601227", "601152", "Áo sơ mi", "Shirts"),
    ("601228", "601152", "Váy & Đầm", "Dresses & Skirts"),
    ("601229", "601152", "Túi xách", "Bags"),
    ("601230", "601152", "Khăn", "Scarves"),
    ("700437", "0", "Thực phẩm", "Food"),
    ("700645", "700437", "Trà", "Tea"),
    ("700646", "700437", "Cà phê", "Coffee"),
    ("700647", "700437", "Mật ong & Mứt", "Honey & Jam"),
    ("849032", "0", "Rượu & Thuốc lá", "Alcohol & Tobacco"),
)
PROHIBITED = {"849032"}
FOOD, FASHION, LAMPS = "700437", "601152", "600173"
#: What is added to an id for the tree called v1.
V1 = 100_000

SALES, PRODUCT = "SALES_PROPERTY", "PRODUCT_PROPERTY"


@dataclass(frozen=True, slots=True)
class Property:
    id: str
    vi: str
    en: str
    type: str = PRODUCT
    required: bool = False
    values: tuple[tuple[str, str, str], ...] = ()
    free: bool = True
    many: bool = False
    #: It is required once another property has this value.
    required_if: tuple[tuple[str, str], ...] = ()


COLOUR = Property(
    "100000",
    "Màu sắc",
    "Color",
    SALES,
    values=(
        ("1000021", "Trắng", "White"),
        ("1000022", "Đen", "Black"),
        ("1000023", "Đỏ", "Red"),
        ("1000024", "Xanh dương", "Blue"),
    ),
)
SIZE = Property("100007", "Kích cỡ", "Size", SALES)
ORIGIN = Property("100157", "Xuất xứ", "Country of origin")
MATERIAL = Property(
    "100149",
    "Chất liệu",
    "Material",
    required=True,
    values=(
        ("1000031", "Bông", "Cotton"),
        ("1000032", "Lanh", "Linen"),
        ("1000033", "Lụa", "Silk"),
    ),
    many=True,
)
SHELF_LIFE = Property(
    "100373",
    "Hạn sử dụng",
    "Shelf life",
    required=True,
    values=(
        ("1000041", "Dưới 6 tháng", "Less than 6 months"),
        ("1000042", "6-12 tháng", "6-12 months"),
        ("1000043", "Trên 12 tháng", "More than 12 months"),
    ),
    free=False,
)
BATTERY = Property(
    "101395",
    "Có pin",
    "Has a battery",
    required=True,
    values=(("1000051", "Có", "Yes"), ("1000052", "Không", "No")),
    free=False,
)
BATTERY_KIND = Property(
    "101610",
    "Loại pin",
    "Kind of battery",
    values=(("1000061", "Liti", "Lithium"), ("1000062", "Kiềm", "Alkaline")),
    free=False,
    required_if=(("101395", "1000051"),),
)

#: Id, name, authorized, of the first rank.
BRANDS = (
    ("7082427311584347905", "Kiềng", "AUTHORIZED", False),
    ("7082427311584348162", "Gốm mộc", "UNAUTHORIEZD", False),  # sic
    ("7082427311584348419", "Vải nhà", "UNAUTHORIEZD", True),
)


def by_id(version: str) -> dict[str, tuple[str, str, str, str]]:
    nodes = NODES if version == "v2" else tuple(map(in_v1, NODES))
    return {node[0]: node for node in nodes}


def in_v1(node: tuple[str, str, str, str]) -> tuple[str, str, str, str]:
    number, above, vi, en = node
    older = "0" if above == "0" else str(int(above) + V1)
    return str(int(number) + V1), older, vi, en


def is_leaf(number: str, version: str = "v2") -> bool:
    return all(node[1] != number for node in by_id(version).values())


def chain(number: str) -> list[str]:
    """From the root down to the category itself."""
    known, found = by_id("v2"), [number]
    while known[found[0]][1] != "0":
        found.insert(0, known[found[0]][1])
    return found


def properties(number: str) -> tuple[Property, ...]:
    above = set(chain(number))
    if FASHION in above:
        return (COLOUR, SIZE, ORIGIN, MATERIAL)
    if FOOD in above:
        return (SIZE, ORIGIN, SHELF_LIFE)
    if LAMPS in above:
        return (COLOUR, SIZE, ORIGIN, BATTERY, BATTERY_KIND)
    return (COLOUR, SIZE, ORIGIN)


def recommended(title: str) -> str:
    """The end whose Vietnamese or English name stands in the title; else bowls."""
    words = title.casefold()
    for number, _, vi, en in NODES:
        names = (*vi.casefold().split(" & "), *en.casefold().split(" & "))
        known = any(name.rstrip("s") in words for name in names)
        if known and is_leaf(number) and number not in PROHIBITED:
            return number
    return "600154"
