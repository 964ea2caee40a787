"""Finding products: case and diacritics do not matter, `do` finds `đỏ`."""

import unicodedata
from collections.abc import Iterable

from storefront.catalog.models import Product, ProductQuerySet, Variant

#: Nobody types more; what follows is not looked at.
LONGEST_QUERY = 200
MOST_WORDS = 10


def search(text: str) -> ProductQuerySet:
    """Find the products that hold every word in a title, brand, SKU or GTIN.

    Nothing asked finds everything; text that no product can hold finds nothing.
    """
    found = Product.objects.all()
    for word in normalise(text[:LONGEST_QUERY]).split()[:MOST_WORDS]:
        found = found.filter(search_text__contains=word)
    return found


def normalise(text: str) -> str:
    """Write text as it is compared: lower case, no marks, đ as d, single spaces."""
    lower = unicodedata.normalize("NFKD", text).casefold().replace("đ", "d")
    plain = unicodedata.normalize("NFKD", lower)  # again: ẞ and the like fall apart
    kept = (char if readable(char) else " " for char in plain if not mark(char))
    return " ".join("".join(kept).split())


def mark(char: str) -> bool:
    return unicodedata.category(char) == "Mn"


def readable(char: str) -> bool:
    """Not a control character (NUL) and not half of a broken one (a surrogate)."""
    return unicodedata.category(char) not in {"Cc", "Cs"}


def text_of(product: Product, variants: Iterable[Variant] | None = None) -> str:
    """What a product is found by, as it is stored in `search_text`.

    Variants can be named that have no rows yet.
    """
    words = [product.title_vi, product.title_en, product.brand]
    for variant in product.variants.all() if variants is None else variants:
        words += [variant.sku, variant.gtin]
    return normalise(" ".join(word for word in words if word))
