"""The part of an address that names a product or a category."""

import re
from collections.abc import Callable

from django.db import IntegrityError, transaction

from storefront.catalog.models import Category, Product
from storefront.catalog.search import normalise

LONGEST = 80
#: How many others may take the same free slug before it is our turn.
PATIENCE = 20


def slug_from(title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", normalise(title)).strip("-")
    return words[:LONGEST].strip("-") or "-"


def save_with_slug(
    row: Category | Product, *, title: str, save: Callable[[], object]
) -> None:
    """Save under a free slug made from the title, however many do so at once."""
    wanted = slug_from(title)
    for _attempt in range(PATIENCE):
        row.slug = free_slug(type(row), wanted)
        try:
            with transaction.atomic():
                save()
        except IntegrityError:
            if not type(row)._default_manager.filter(slug=row.slug).exists():
                raise
            continue
        return
    raise RuntimeError(f"No free slug for {wanted}")


def free_slug(model: type[Category | Product], wanted: str) -> str:
    taken = set(
        model._default_manager.filter(slug__startswith=wanted).values_list(
            "slug", flat=True
        )
    )
    if wanted not in taken:
        return wanted
    return next(
        slug for n in range(2, len(taken) + 3) if (slug := f"{wanted}-{n}") not in taken
    )
