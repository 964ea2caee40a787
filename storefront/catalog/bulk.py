"""Many products at once: the same rules and signals as one by one, in few queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from storefront.catalog import search, slugs
from storefront.catalog.models import Product, Variant
from storefront.catalog.services import announce, prices_saved


@dataclass(slots=True)
class Edit:
    """A product with its rows that are to be written, all of them checked already."""

    product: Product
    #: The product's own row is new, or it changed.
    new: bool = False
    written: bool = True
    added: list[Variant] = field(default_factory=list)
    changed: list[Variant] = field(default_factory=list)
    #: Of what changed, these differ in nothing but their price.
    priced: list[Variant] = field(default_factory=list)

    @property
    def content(self) -> bool:
        return bool(self.written or self.added or self.changed)

    @property
    def variants(self) -> list[Variant]:
        """As they will be when all is written."""
        there = [] if self.new else list(self.product.variants.all())
        return [*there, *self.added]

    @property
    def empty(self) -> bool:
        return not (self.content or self.priced)


@transaction.atomic
def write_many(edits: Sequence[Edit]) -> None:
    """Write the rows alone. Whoever calls this holds those that exist, has checked all
    with the services' rules, and calls `tell_of` in the end.
    """
    give_slugs([edit.product for edit in edits if edit.new])
    content = [edit for edit in edits if edit.content]
    for edit in content:
        edit.product.search_text = search.text_of(edit.product, edit.variants)
    Product.objects.bulk_create([edit.product for edit in edits if edit.new])
    for edit in content:
        if not edit.new:
            edit.product.save()
    write_variants(edits)


def tell_of(edits: Sequence[Edit]) -> None:
    """Tell the apps above what was written: once, and in the same transaction."""
    announce([edit.product.pk for edit in edits if edit.content])
    prices_saved([variant.pk for edit in edits for variant in edit.priced])


def write_variants(edits: Sequence[Edit]) -> None:
    for edit in edits:
        for variant in edit.added:
            variant.product = edit.product
        for variant in edit.changed + edit.priced:
            variant.save()
    Variant.objects.bulk_create([row for edit in edits for row in edit.added])


def give_slugs(products: Iterable[Product]) -> None:
    """A wanted slug that is taken gets a number behind it, as everywhere."""
    rows = list(products)
    wanted = {id(row): slugs.slug_from(row.slug or row.title_vi or "") for row in rows}
    found = Product.objects.filter(slug__in=wanted.values())
    taken = set(found.values_list("slug", flat=True))
    for row in rows:
        slug = wanted[id(row)]
        if slug in taken:
            slug = numbered(slug, taken)
        taken.add(slug)
        row.slug = slug


def numbered(slug: str, taken: set[str]) -> str:
    there = Product.objects.filter(slug__startswith=f"{slug}-")
    taken |= set(there.values_list("slug", flat=True))
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"
