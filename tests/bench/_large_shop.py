"""A shop as large as one wants, written straight into the tables."""

import random

from django.conf import settings
from django.db import connection
from PIL import Image

from storefront.catalog.models import Category, Picture, Product, Variant
from storefront.catalog.services import save_category
from storefront.inventory.models import Location, Stock
from storefront.shelves.counts import count_large_categories
from storefront.shelves.services import refresh_everything

CHUNK = 5000


def words(text: str) -> list[str]:
    return text.split(", ")


THINGS = words(
    "Áo, Quần, Váy, Mũ, Tất, Giày, Khăn, Chăn, Gối, Yếm, Bát, Thìa, Cốc, Bình, Túi, Xe"
)
KINDS = words("cotton, len, lụa, tre, gỗ, nhựa, silicone, vải, da, thép")
OCCASIONS = words("mùa hè, mùa đông, đi chơi, đi ngủ, ăn dặm, tập đi, sơ sinh, đi học")
COLORS = words("Đỏ, Xanh, Vàng, Tím, Kem, Trắng, Nâu, Xám")
SIZES = words("59, 66, 73, 80, 90, 100, 110")
BRANDS = [f"Nhãn {letter}" for letter in "ABCDEFGHIJKL"]
#: So many products are called so, more than a page holds, however large the shop is.
RARES = 40
RARE = "kỳ lân"


def fill(first: int, end: int) -> None:
    """Products in 16 categories below 4, three variants each, one picture for all."""
    chance = random.Random(first)
    shelves = list(Category.objects.filter(depth=2)) or categories()
    draw_shared_picture()
    place = Location.objects.first() or Location.objects.create(name="Kho")
    for start in range(first, end, CHUNK):
        numbers = range(start, min(start + CHUNK, end))
        made = Product.objects.bulk_create(
            new_product(number, shelves, chance) for number in numbers
        )
        Picture.objects.bulk_create(new_picture(product) for product in made)
        variants = Variant.objects.bulk_create(
            variant for product in made for variant in new_variants(product, chance)
        )
        Stock.objects.bulk_create(
            Stock(variant=one, location=place, on_hand=chance.choice([0, 2, 1_000_000]))
            for one in variants
        )
    refresh_everything()
    count_large_categories()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")  # or the disk is still busy with it all


def draw_shared_picture() -> None:
    """The file that every product shows."""
    page = settings.MEDIA_ROOT / "pages" / "shared.webp"
    page.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (800, 800), "#d8c8b0").save(page)


def categories() -> list[Category]:
    below = []
    for top in range(4):
        parent = save_category(Category(name_vi=f"Gian {top + 1}"))
        for number in range(4):
            child = Category(name_vi=f"Kệ {top * 4 + number + 1}")
            below.append(save_category(child, parent=parent))
    return below


def new_product(number: int, shelves: list[Category], chance: random.Random) -> Product:
    thing, kind = THINGS[number % len(THINGS)], chance.choice(KINDS)
    rare = f" {RARE}" if number < RARES else ""
    title = f"{thing} {kind} {chance.choice(OCCASIONS)}{rare} số {number}"
    return Product(
        title_vi=title,
        title_en=f"Thing {number}",
        description_vi=f"<p>{title}: mềm, bền, dễ giặt, cho bé từ sơ sinh.</p>" * 5,
        slug=f"hang-{number}",
        brand=chance.choice(BRANDS),
        category=shelves[number % len(shelves)],
        state=Product.State.ACTIVE,
        axis_1="color",
        axis_2="size",
    )


def new_picture(product: Product) -> Picture:
    return Picture(
        product=product,
        file="pictures/shared.jpg",
        page_file="pages/shared.webp",
        rendition="channel/shared.jpg",
        width=800,
        height=800,
    )


def new_variants(product: Product, chance: random.Random) -> list[Variant]:
    price = chance.randrange(20, 900) * 1000
    size = chance.choice(SIZES)
    return [
        Variant(
            product=product,
            sku=f"{product.slug}-{position}",
            option_1_vi=color,
            option_2_vi=size,
            price=price,
            position=position,
        )
        for position, color in enumerate(chance.sample(COLORS, 3))
    ]
