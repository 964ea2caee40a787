"""The tree of product categories that many platforms share: a file, and no call.

Its source and date stand in docs/decisions/catalogue.md; feeds know a category by its
number.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import ClassVar

from storefront.contract.categories import Allowed, Attribute, CategoryNode
from storefront.contract.data import Page, Text
from storefront.contract.roles import MapsCategories

TREE = Path(__file__).with_name("product_taxonomy.txt")

#: Clothes say for whom they are; elsewhere nothing is asked.
CLOTHING = "Apparel & Accessories"

GENDER = Attribute(
    "gender",
    Text(vi="Giới tính", en="Gender"),
    values=(
        Allowed("female", Text(vi="Nữ", en="Female")),
        Allowed("male", Text(vi="Nam", en="Male")),
        Allowed("unisex", Text(vi="Cả nam và nữ", en="Unisex")),
    ),
)
AGE_GROUP = Attribute(
    "age_group",
    Text(vi="Nhóm tuổi", en="Age group"),
    values=(
        Allowed("adult", Text(vi="Người lớn", en="Adult")),
        Allowed("kids", Text(vi="Trẻ em (5–13 tuổi)", en="Kids (5-13 years)")),
        Allowed("toddler", Text(vi="Trẻ nhỏ (1–5 tuổi)", en="Toddler (1-5 years)")),
        Allowed("infant", Text(vi="Em bé (3–12 tháng)", en="Infant (3-12 months)")),
        Allowed("newborn", Text(vi="Sơ sinh (đến 3 tháng)", en="Newborn")),
    ),
)


class ProductTaxonomy(MapsCategories):
    """A tree that is the same for every account."""

    tree_every: ClassVar[timedelta] = timedelta(days=30)

    def categories(self, cursor: str) -> Page[CategoryNode]:
        return Page(tree())

    def attributes(self, category: str) -> tuple[Attribute, ...]:
        path = paths().get(category, ())
        return (GENDER, AGE_GROUP) if path[:1] == (CLOTHING,) else ()


@cache
def tree() -> tuple[CategoryNode, ...]:
    return tuple(CategoryNode(number, path_en=path) for number, path in lines())


@cache
def paths() -> dict[str, tuple[str, ...]]:
    return dict(lines())


def lines() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each category's number and its names from the root down."""
    above: tuple[str, ...] = ()
    for line in TREE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, _, number = line.strip().rpartition("=")
        depth = len(line) - len(line.lstrip())
        above = (*above[:depth], name)
        yield number, above
