"""Every edit of the catalogue. Signals are sent inside the edit's own transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import models, transaction

from storefront.catalog import descriptions, search, slugs
from storefront.catalog.models import Category, Product, Variant
from storefront.catalog.rules import check_axes, check_options, check_text
from storefront.catalog.signals import prices_changed, products_changed


@dataclass(frozen=True, slots=True)
class Price:
    """What a variant costs now, and what it cost before if that is to be shown."""

    amount: int
    before: int | None = None


@transaction.atomic
def save_category(category: Category, *, parent: Category | None = None) -> Category:
    """Add a category under its parent, or write a changed one. A new name is content
    of every product below it.
    """
    if category.pk is None:
        add_category(category, parent)
        return category
    before = Category.objects.get(pk=category.pk)
    category.save()
    if (before.name_vi, before.name_en) != (category.name_vi, category.name_en):
        products_of_category_changed(category)
    return category


def add_category(category: Category, parent: Category | None) -> None:
    add = (
        Category.objects.add_root
        if parent is None
        else Category.objects.select_for_update().get(pk=parent.pk).add_child
    )
    if category.slug:
        add(instance=category)
        return
    slugs.save_with_slug(
        category, title=category.name_vi or "", save=lambda: add(instance=category)
    )


def products_of_category_changed(category: Category) -> None:
    below = Category.get_tree(category)
    ids = Product.objects.filter(category__in=below).values_list("pk", flat=True)
    announce(list(ids))


@transaction.atomic
def save_product(product: Product, *, variants: Sequence[Variant] = ()) -> Product:
    """Write a product and these variants, or raise ValidationError and write nothing."""
    write_product(product)
    for variant in variants:
        variant.product = product
        write_variant(variant)
    product_saved(product)
    return product


@transaction.atomic
def save_variant(variant: Variant) -> Variant:
    write_variant(variant)
    product_saved(variant.product)
    return variant


def write_product(product: Product) -> None:
    """Write the row alone. Whoever calls this calls `product_saved` in the end."""
    check_text(product)
    tidy_product(product)
    check_axes(product)
    product.full_clean(exclude=["slug"] if not product.slug else None)
    if product.slug:
        product.save()
        return
    slugs.save_with_slug(product, title=product.title_vi or "", save=product.save)


def tidy_product(product: Product) -> None:
    product.description_vi = descriptions.clean(product.description_vi or "")
    product.description_en = descriptions.clean(product.description_en or "")


def write_variant(variant: Variant) -> None:
    """Write the row alone. Whoever calls this calls `product_saved` in the end."""
    others = variant.product.variants.exclude(pk=variant.pk)
    check_text(variant)
    check_options(variant.product, [*others, variant])
    variant.full_clean()
    variant.save()


def product_saved(product: Product) -> None:
    """Refresh what the product is found by and tell the apps above."""
    text = search.text_of(product)
    Product.objects.filter(pk=product.pk).update(search_text=text)
    announce([product.pk])


def announce(product_ids: Sequence[int]) -> None:
    if product_ids:
        products_changed.send(sender=Product, product_ids=list(product_ids))


@transaction.atomic
def change_prices(*, prices: Mapping[int, Price]) -> list[int]:
    """Set prices by variant id, all or none. Returns the variants whose price moved."""
    variants = Variant.objects.select_for_update(of=("self",), no_key=True)
    changed = []
    for variant in variants.filter(pk__in=prices).order_by("pk"):
        price = prices[variant.pk]
        if (variant.price, variant.compare_at_price) == (price.amount, price.before):
            continue
        variant.price, variant.compare_at_price = price.amount, price.before
        variant.clean_fields(exclude=other_fields(variant, "price", "compare_at_price"))
        variant.validate_constraints(exclude=["product"])
        variant.save(update_fields=["price", "compare_at_price"])
        changed.append(variant.pk)
    if changed:
        prices_changed.send(sender=Variant, variant_ids=changed)
    return changed


def other_fields(row: models.Model, *names: str) -> set[str]:
    return {field.name for field in row._meta.fields} - set(names)
