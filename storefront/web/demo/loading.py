"""Put the demo goods on the shelves. What is there already is left as it is."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from storefront.catalog import pictures, services
from storefront.catalog.models import Category, Picture, Product, Variant
from storefront.inventory.models import Location
from storefront.inventory.services import count_stock
from storefront.web.demo import data

#: Where goods lie: the first is the one web orders are taken from.
WAREHOUSE, SHOP = "Kho chính", "Cửa hàng"


def load_goods(shelves: Sequence[data.Shelf]) -> int:
    """Create the products that are missing and return how many that were.

    A product is left alone when its address or one of its SKUs is taken, so nothing
    that the owner changed is changed back.
    """
    missing = [product for product in data.newest_last(list(shelves)) if new(product)]
    if not missing:
        return 0
    categories, places = load_house(shelves)
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # the slow part, on every core
        stored = [store_pictures(product, pool) for product in missing]
        return sum(
            load_product(product, categories[product.category], places, list(files))
            for product, files in zip(missing, stored, strict=True)
        )


def new(product: data.Product) -> bool:
    skus = [variant.sku for variant in product.variants]
    return not (
        Product.objects.filter(slug=product.slug).exists()
        or Variant.objects.filter(sku__in=skus).exists()
    )


@transaction.atomic
def load_house(
    shelves: Sequence[data.Shelf],
) -> tuple[dict[str, Category], tuple[Location, Location]]:
    wait_for_turn()
    return load_categories(shelves), load_places()


def wait_for_turn() -> None:
    """Let two loads go one after the other, a transaction at a time."""
    Location.objects.select_for_update().order_by("pk").first()


def load_categories(shelves: Sequence[data.Shelf]) -> dict[str, Category]:
    made: dict[str, Category] = {}
    for shelf in shelves:
        top = made[shelf.category.slug] = load_category(shelf.category, None)
        for child in shelf.category.children:
            made[child.slug] = load_category(child, top)
    return made


def load_category(category: data.Category, parent: Category | None) -> Category:
    there: Category | None = Category.objects.filter(slug=category.slug).first()
    if there:
        return there
    name = category.name
    return services.save_category(
        Category(slug=category.slug, name_vi=name.vi, name_en=name.en), parent=parent
    )


def load_places() -> tuple[Location, Location]:
    """Use what the owner calls the first place; open a shop beside it."""
    warehouse = Location.objects.first() or Location.objects.create(name=WAREHOUSE)
    shop, _ = Location.objects.get_or_create(name=SHOP, defaults={"position": 1})
    return warehouse, shop


def store_pictures(
    product: data.Product, pool: ThreadPoolExecutor
) -> Iterator[pictures.Stored]:
    return pool.map(store_picture, [picture.file for picture in product.pictures])


def store_picture(file: Path) -> pictures.Stored:
    return pictures.store(SimpleUploadedFile(file.name, file.read_bytes()))


@transaction.atomic
def load_product(
    wanted: data.Product,
    category: Category,
    places: tuple[Location, Location],
    stored: Sequence[pictures.Stored],
) -> bool:
    """Return whether it was still missing when its turn came."""
    wait_for_turn()
    if not new(wanted):
        return False
    variants = [
        make_variant(variant, place) for place, variant in enumerate(wanted.variants)
    ]
    product = services.save_product(make_product(wanted, category), variants=variants)
    for position, (picture, files) in enumerate(
        zip(wanted.pictures, stored, strict=True)
    ):
        row = make_picture(product, picture, wanted, variants)
        row.position = position
        services.fill_picture(row, files)
        row.save()
    services.product_saved(product)
    for variant, goods in zip(variants, wanted.variants, strict=True):
        put_on_shelves(variant, goods, places)
    return True


def make_product(wanted: data.Product, category: Category) -> Product:
    axes = [*wanted.axes, "", "", ""]
    return Product(
        slug=wanted.slug,
        state=wanted.state,
        brand=wanted.brand,
        category=category,
        title_vi=wanted.title.vi,
        title_en=wanted.title.en,
        description_vi=wanted.description.vi,
        description_en=wanted.description.en,
        seo_title_vi=wanted.seo_title.vi,
        seo_title_en=wanted.seo_title.en,
        seo_description_vi=wanted.seo_description.vi,
        seo_description_en=wanted.seo_description.en,
        axis_1=axes[0],
        axis_2=axes[1],
        axis_3=axes[2],
    )


def make_variant(wanted: data.Variant, position: int) -> Variant:
    variant = Variant(
        sku=wanted.sku,
        price=wanted.price,
        compare_at_price=wanted.was,
        weight_grams=wanted.weight,
        gtin=wanted.gtin,
        stock_tracked=wanted.stock is not None,
        position=position,
    )
    for number, option in enumerate(wanted.options, start=1):
        setattr(variant, f"option_{number}_vi", option.vi)
        setattr(variant, f"option_{number}_en", option.en)
    return variant


def make_picture(
    product: Product,
    picture: data.Picture,
    wanted: data.Product,
    variants: Sequence[Variant],
) -> Picture:
    """A picture of one option belongs to the first variant that has it."""
    for variant, goods in zip(variants, wanted.variants, strict=True):
        option = next((o for o in goods.options if o.vi == picture.shows), None)
        if option:
            return Picture(
                product=product,
                variant=variant,
                alt_vi=f"{wanted.title.vi} – {option.vi}",
                alt_en=f"{wanted.title.en} – {option.en}",
            )
    return Picture(product=product, alt_vi=wanted.title.vi, alt_en=wanted.title.en)


def put_on_shelves(
    variant: Variant, goods: data.Variant, places: tuple[Location, Location]
) -> None:
    if goods.stock is None:
        return
    warehouse, shop = places
    count_stock(variant_id=variant.pk, location_id=warehouse.pk, on_hand=goods.stock)
    if goods.shop:
        count_stock(variant_id=variant.pk, location_id=shop.pk, on_hand=goods.shop)
