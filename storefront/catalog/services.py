"""Every edit of the catalogue. Signals are sent inside the edit's own transaction."""

from collections.abc import Iterable, Mapping, Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models import Exists, Max, OuterRef, ProtectedError
from django.utils import timezone

from storefront.catalog import descriptions, pictures, search, slugs
from storefront.catalog.models import OPTIONS, Category, Picture, Product, Variant
from storefront.catalog.price import Price, present
from storefront.catalog.rules import check_axes, check_options
from storefront.catalog.signals import prices_changed, products_changed


class PriceMoved(Exception):
    """A price is no longer what the person who changes it had before their eyes."""

    def __init__(self, variant: Variant) -> None:
        super().__init__(variant.sku)
        self.variant = variant


#: Not the path and the count of children: they belong to the tree.
CATEGORY_TEXTS = ("name", "name_vi", "name_en", "slug", "shown")


@transaction.atomic
def save_category(category: Category, *, parent: Category | None = None) -> Category:
    """Add a category as the last one below its parent, or write a changed one.

    What a category is called is content of every product below it.
    """
    category.full_clean(exclude=["path", "depth", "numchild"])
    lock_tree()
    if category.pk is None:
        add_category(category, parent)
        return category
    before = Category.objects.get(pk=category.pk)
    category.save(update_fields=CATEGORY_TEXTS)
    if told_by_products(before) != told_by_products(category):
        announce(products_below(category))
    return category


def told_by_products(category: Category) -> tuple[str | None, str | None, bool]:
    return category.name_vi, category.name_en, category.shown


def add_category(category: Category, parent: Category | None) -> None:
    def add() -> None:
        if parent is None:
            Category.objects.add_root(instance=category)
        else:
            fresh = Category.objects.get(pk=parent.pk)
            Category.objects.add_child(fresh, instance=category)

    if category.slug:
        add()
    else:
        slugs.save_with_slug(category, title=category.name_vi or "", save=add)


@transaction.atomic
def move_category(category: Category, *, to: Category | None, place: str) -> None:
    """Move a category with all below it; `place` is treebeard's word for where.

    Without `to` it becomes the last one at the top.
    """
    lock_tree()
    category.refresh_from_db()
    target = to or Category.objects.get_last_root_node()
    target.refresh_from_db()
    if target.path.startswith(category.path):  # itself, or below itself
        return
    Category.objects.move(category, target, place if to else "last-sibling")
    category.refresh_from_db()
    announce(products_below(category))


def category_is_empty(category: Category) -> bool:
    below = Category.objects.filter(path__startswith=category.path)
    return not (below.exclude(pk=category.pk) or category.products.exists())


def lock_tree() -> None:
    """A path names the places of others, so two changes of the tree take turns."""
    list(Category.objects.order_by("pk").select_for_update().values_list("pk"))


def products_below(category: Category) -> list[int]:
    """Read the path anew: a tree moves under the rows that one holds of it."""
    path = Category.objects.values_list("path", flat=True).get(pk=category.pk)
    below = Product.objects.filter(category__path__startswith=path)
    return list(below.values_list("pk", flat=True))


@transaction.atomic
def save_product(product: Product, *, variants: Sequence[Variant] = ()) -> Product:
    """Write a product and these variants, or raise ValidationError and do nothing."""
    write_product(product)
    write_variants(product, variants)
    product_saved(product)
    return product


@transaction.atomic
def save_variant(variant: Variant) -> Variant:
    write_variants(variant.product, [variant])
    product_saved(variant.product)
    return variant


def write_product(product: Product) -> None:
    """Write the row alone. Whoever calls this calls `product_saved` in the end."""
    tidy_product(product)
    check_axes(product)
    product.full_clean()
    if product.slug:
        product.save()
        return
    slugs.save_with_slug(product, title=product.title_vi or "", save=product.save)


def tidy_product(product: Product) -> None:
    product.title_vi = (product.title_vi or "").strip()
    product.description_vi = descriptions.clean(product.description_vi or "")
    product.description_en = descriptions.clean(product.description_en or "")


def tidy_variant(variant: Variant) -> None:
    for name in OPTIONS:
        for field in (f"{name}_vi", f"{name}_en"):
            words = (getattr(variant, field) or "").split()
            setattr(variant, field, " ".join(words))


def write_variants(product: Product, variants: Sequence[Variant]) -> None:
    """Write the rows alone. Whoever calls this calls `product_saved` in the end.

    The options are judged together, as they will be when all are written.
    """
    written = [variant.pk for variant in variants if variant.pk]
    for variant in variants:
        tidy_variant(variant)
    check_options(product, [*product.variants.exclude(pk__in=written), *variants])
    for variant in variants:
        variant.product = product
        variant.full_clean()
        variant.save()


def product_saved(product: Product) -> None:
    """Refresh what the product is found by and tell the apps above."""
    text = search.text_of(product)
    Product.objects.filter(pk=product.pk).update(
        search_text=text, updated_at=timezone.now()
    )
    announce([product.pk])


def prices_saved(variant_ids: Sequence[int]) -> None:
    """Tell the apps above that nothing but these prices changed."""
    if not variant_ids:
        return
    Product.objects.filter(variants__in=variant_ids).update(updated_at=timezone.now())
    prices_changed.send(sender=Variant, variant_ids=list(variant_ids))


def announce(product_ids: Sequence[int]) -> None:
    if product_ids:
        products_changed.send(sender=Product, product_ids=list(product_ids))


@transaction.atomic
def change_prices(
    *, prices: Mapping[int, Price], seen: Mapping[int, Price] | None = None
) -> list[int]:
    """Set prices by variant id, all or none. Returns the variants whose price changed.

    With `seen`, refuses by raising PriceMoved if one is no longer what was seen.
    """
    variants = Variant.objects.select_for_update(of=("self",), no_key=True)
    changed = []
    for variant in variants.filter(pk__in=prices).order_by("pk"):
        price = prices[variant.pk]
        if seen is not None and seen[variant.pk] != present(variant):
            raise PriceMoved(variant)
        if write_price(variant, price):
            changed.append(variant.pk)
    prices_saved(changed)
    return changed


def write_price(variant: Variant, price: Price) -> bool:
    """Write it into the locked row, if it is another. Whoever calls this calls
    `prices_saved` in the end.
    """
    if price == present(variant):
        return False
    variant.price, variant.compare_at_price = price.amount, price.before
    variant.clean_fields(exclude=other_fields(variant, "price", "compare_at_price"))
    variant.validate_constraints(exclude=["product"])
    variant.save(update_fields=["price", "compare_at_price"])
    return True


@transaction.atomic
def change_state(*, product_ids: Iterable[int], state: str) -> list[Product]:
    """Put products on sale, back to draft or into the archive.

    Returns those that stay as they are, since they have no variant to sell.
    """
    products = Product.objects.filter(pk__in=list(product_ids)).exclude(state=state)
    locked = list(products.order_by("pk").select_for_update())
    empty: set[int] = set()
    if state == Product.State.ACTIVE:
        live = Variant.objects.filter(product=OuterRef("pk"), archived=False)
        empty = set(products.exclude(Exists(live)).values_list("pk", flat=True))
    changed = [product.pk for product in locked if product.pk not in empty]
    Product.objects.filter(pk__in=changed).update(
        state=state, updated_at=timezone.now()
    )
    announce(changed)
    return [product for product in locked if product.pk in empty]


def archive_product(*, product: Product) -> None:
    change_state(product_ids=[product.pk], state=Product.State.ARCHIVED)


@transaction.atomic
def delete_product(*, product: Product) -> bool:
    """Delete a product nothing points at, else archive it. True: it is gone."""
    pk = product.pk
    try:
        with transaction.atomic():
            product.delete()
    except ProtectedError:
        archive_product(product=Product(pk=pk))
        return False
    announce([pk])
    return True


@transaction.atomic
def delete_variant(*, variant: Variant) -> bool:
    """Delete a variant nothing points at, else archive it. True: it is gone."""
    product = variant.product
    gone = remove_variant(variant)
    product_saved(product)
    return gone


def remove_variant(variant: Variant) -> bool:
    """Touch the row alone. Whoever calls this calls `product_saved` in the end."""
    pk = variant.pk
    try:
        with transaction.atomic():
            variant.delete()
    except ProtectedError:
        Variant.objects.filter(pk=pk).update(archived=True)
        return False
    return True


def add_picture(
    *,
    product: Product,
    upload: UploadedFile[bytes],
    alt_vi: str = "",
    alt_en: str = "",
    variant: Variant | None = None,
) -> Picture:
    """Put a picture behind the others, or raise ValidationError and change nothing."""
    picture = Picture(product=product, variant=variant, alt_vi=alt_vi, alt_en=alt_en)
    picture.full_clean(exclude=["file"])
    fill_picture(picture, pictures.store(upload))
    with transaction.atomic():
        Product.objects.select_for_update(of=("self",), no_key=True).get(pk=product.pk)
        last = product.pictures.aggregate(last=Max("position"))["last"]
        picture.position = 0 if last is None else last + 1
        picture.save()
        product_saved(product)
    return picture


def fill_picture(picture: Picture, stored: pictures.Stored) -> None:
    picture.file.name = stored.file
    picture.page_file.name = stored.page_file
    picture.rendition.name = stored.rendition
    picture.width, picture.height = stored.size
    picture.rendition_width, picture.rendition_height = stored.rendition_size
    picture.widths, picture.drawn_as = [], 0


@transaction.atomic
def remove_picture(*, picture: Picture) -> None:
    product = picture.product
    picture.delete()
    product_saved(product)


def other_fields(row: models.Model, *names: str) -> set[str]:
    return {field.name for field in row._meta.fields} - set(names)
