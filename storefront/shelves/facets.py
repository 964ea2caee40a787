"""What products can be narrowed down by, as words: `color:kem`, `price:100000`."""

from collections.abc import Iterator, Sequence

from storefront.catalog.models import OPTIONS, Axis, Product, Variant
from storefront.catalog.slugs import slug_from
from storefront.inventory.models import Availability

BRAND, PRICE, STOCK = "brand", "price", "stock"
#: In the order of the page, which is that of a canonical address too.
NAMES = (*Axis.values, BRAND, PRICE, STOCK)
HAD_NOW = f"{STOCK}:now"

#: A value in Vietnamese and English, by its token.
Labels = dict[str, tuple[str, str]]


def labels_of(product: Product, variants: Sequence[Variant]) -> Labels:
    """The options and the brand, which the shop's people name."""
    found = {}
    for variant in variants:
        for axis, vi, en in options(product, variant):
            found[f"{axis}:{slug_from(vi or en)}"] = (vi or en, en or vi)
    if product.brand:
        found[f"{BRAND}:{slug_from(product.brand)}"] = (product.brand, product.brand)
    return found


def options(product: Product, variant: Variant) -> Iterator[tuple[str, str, str]]:
    axes = (product.axis_1, product.axis_2, product.axis_3)
    for axis, name in zip(axes, OPTIONS, strict=True):
        vi, en = (getattr(variant, f"{name}_{code}") or "" for code in ("vi", "en"))
        if axis and (vi or en):
            yield axis, vi, en


def tokens(
    labels: Labels, variants: Sequence[Variant], availability: Availability
) -> list[str]:
    prices = {f"{PRICE}:{step_below(variant.price)}" for variant in variants}
    now = [] if availability == Availability.SOLD_OUT else [HAD_NOW]
    return [*labels, *sorted(prices), *now]


def step_below(price: int) -> int:
    """The greatest of 1, 2, 5, 10, 20, 50, … that is not above the price."""
    power = int("1".ljust(len(str(price)), "0"))
    return max(step * power for step in (1, 2, 5) if step * power <= price)


def step_above(step: int) -> int:
    return step * 5 // 2 if str(step).startswith("2") else step * 2
