"""What a feed's platform cannot hold, found by what its plugin declares."""

from collections.abc import Iterator
from dataclasses import dataclass

from storefront.contract.data import Problem
from storefront.contract.feed import FeedItem
from storefront.contract.preflight import problem, too_long

MISSING = {
    "description": ("Sản phẩm chưa có mô tả.", "There is no description."),
    "picture": ("Sản phẩm chưa có ảnh.", "The product has no picture."),
    "brand": ("Sản phẩm chưa có thương hiệu.", "The brand is missing."),
}


@dataclass(frozen=True, slots=True)
class FeedLimits:
    """How long texts may be; `option` is that of options with a field of their own."""

    sku: int
    title: int
    description: int
    brand: int
    option: int = 100
    required: tuple[str, ...] = ("description", "picture")


def feed_problems(
    item: FeedItem, title: str, limits: FeedLimits, *, fields: tuple[str, ...]
) -> Iterator[Problem]:
    """`title` as it will be written; `fields` are the axes with one of their own."""
    for name in limits.required:
        if not getattr(item, name):
            yield problem(f"{name}_missing", name, *MISSING[name])
    if len(item.sku) > limits.sku:
        yield too_long("sku", "SKU", "The SKU", limits.sku)
    if len(title) > limits.title:
        yield too_long("title", "Tên sản phẩm", "The title", limits.title)
    if len(item.description) > limits.description:
        yield too_long("description", "Mô tả", "The description", limits.description)
    if len(item.brand) > limits.brand:
        yield too_long("brand", "Thương hiệu", "The brand", limits.brand)
    for option in item.options:
        if option.axis in fields and len(option.value) > limits.option:
            yield too_long(option.axis, option.label, option.label, limits.option)
