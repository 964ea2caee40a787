"""Big catalogues for measurements, written straight into the tables."""

from storefront.catalog.models import Category, Picture, Product, Variant
from storefront.catalog.services import save_category
from storefront.inventory.models import Location, Stock

CHUNK = 2000


def fill(products: int, *, variants: int = 1, stock: int = 10) -> None:
    """Add this many products on sale, with a picture and so many variants each."""
    category = Category.objects.first() or save_category(Category(name_vi="Tất cả"))
    place, _ = Location.objects.get_or_create(name="Kho")
    first = Product.objects.count()
    for start in range(first, first + products, CHUNK):
        size = min(CHUNK, first + products - start)
        rows = [new_product(number, category) for number in range(start, start + size)]
        made = Product.objects.bulk_create(rows)
        Picture.objects.bulk_create(new_picture(product) for product in made)
        skus = [
            new_variant(product, number)
            for product in made
            for number in range(variants)
        ]
        Stock.objects.bulk_create(
            Stock(variant=variant, location=place, on_hand=stock)
            for variant in Variant.objects.bulk_create(skus)
        )


def new_product(number: int, category: Category) -> Product:
    return Product(
        title_vi=f"Bình sữa số {number}",
        title_en=f"Bottle number {number}",
        description_vi=f"<p>Bình sữa chống đầy hơi cho bé, mẫu {number}.</p>",
        slug=f"binh-sua-{number}",
        brand="Mầm",
        category=category,
        state=Product.State.ACTIVE,
        axis_1="size",
        search_text=f"binh sua so {number}",
    )


def new_picture(product: Product) -> Picture:
    return Picture(
        product=product,
        file="pictures/none.jpg",
        rendition=f"channel/{product.slug}.jpg",
        rendition_width=1000,
        rendition_height=1000,
        width=1000,
        height=1000,
    )


def new_variant(product: Product, number: int) -> Variant:
    return Variant(
        product=product,
        sku=f"{product.slug}-{number}",
        option_1_vi=f"{120 + 60 * number} ml",
        price=100_000 + number,
        position=number,
    )


def skus() -> list[str]:
    return list(Variant.objects.values_list("sku", flat=True))
