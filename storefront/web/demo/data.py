"""What the demo shop sells and has sold, as its files say: goods/, words, orders."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any
from uuid import UUID

from storefront.contract.data import Text

HERE = Path(__file__).parent
PICTURES = HERE / "pictures"

#: A table of a TOML file.
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Variant:
    """`stock` and `shop` lie in the two places; without `stock`, nobody counts."""

    sku: str
    price: int
    was: int | None
    options: tuple[Text, ...]
    stock: int | None
    shop: int
    weight: int | None
    gtin: str


@dataclass(frozen=True, slots=True)
class Picture:
    """`shows` is the option whose variants look like this; empty for all."""

    file: Path
    shows: str


@dataclass(frozen=True, slots=True)
class Product:
    slug: str
    category: str
    brand: str
    state: str
    axes: tuple[str, ...]
    title: Text
    description: Text
    seo_title: Text
    seo_description: Text
    variants: tuple[Variant, ...]
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Category:
    slug: str
    name: Text
    children: tuple["Category", ...] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """A top category with what lies in it: one file of goods/."""

    category: Category
    products: tuple[Product, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """`after` is what was done with it once it was placed, in order."""

    key: UUID
    name: str
    phone: str
    email: str
    address: str
    note: str
    language: str
    lines: Mapping[str, int]
    hours_ago: int
    after: tuple[str, ...]
    reason: str
    payment: str


def read_shelves() -> list[Shelf]:
    words = read("words.toml")
    files = sorted((HERE / "goods").glob("*.toml"))
    return [shelf(read(f"goods/{file.name}"), words) for file in files]


def read_orders() -> list[Order]:
    return [order(row) for row in read("orders.toml")["orders"]]


def newest_last(shelves: list[Shelf]) -> list[Product]:
    """Take from each shelf in turn, so that the newest goods are from all of them."""
    rounds = zip_longest(*(shelf.products for shelf in shelves))
    return [product for product in chain.from_iterable(rounds) if product][::-1]


def read(name: str) -> Row:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def shelf(row: Row, words: Mapping[str, str]) -> Shelf:
    children = tuple(Category(child["slug"], text(child)) for child in row["children"])
    return Shelf(
        category=Category(row["slug"], text(row), children),
        products=tuple(product(entry, words) for entry in row["products"]),
    )


def product(row: Row, words: Mapping[str, str]) -> Product:
    return Product(
        slug=row["slug"],
        category=row["category"],
        brand=row["brand"],
        state=row.get("state", "active"),
        axes=tuple(row.get("axes", ())),
        title=texts(row, "title"),
        description=texts(row, "text"),
        seo_title=texts(row, "seo_title"),
        seo_description=texts(row, "seo_description"),
        variants=tuple(variant(entry, words) for entry in row["variants"]),
        pictures=tuple(
            Picture(PICTURES / f"{name}.jpg", shows)
            for name, shows in row["pictures"].items()
        ),
    )


def variant(row: Row, words: Mapping[str, str]) -> Variant:
    options = row.get("options", ())
    return Variant(
        sku=row["sku"],
        price=row["price"],
        was=row.get("was"),
        options=tuple(Text(vi=word, en=words.get(word, word)) for word in options),
        stock=row.get("stock"),
        shop=row.get("shop", 0),
        weight=row.get("weight"),
        gtin=row.get("gtin", ""),
    )


def order(row: Row) -> Order:
    return Order(
        key=UUID(row["key"]),
        name=row["name"],
        phone=row["phone"],
        email=row.get("email", ""),
        address=row["address"],
        note=row.get("note", ""),
        language=row.get("language", "vi"),
        lines=row["lines"],
        hours_ago=row["hours_ago"],
        after=tuple(row.get("after", ())),
        reason=row.get("reason", ""),
        payment=row.get("payment", "cash_on_delivery"),
    )


def text(row: Row) -> Text:
    return Text(vi=row["vi"], en=row["en"])


def texts(row: Row, name: str) -> Text:
    """The same entry of a product's two languages."""
    return Text(vi=row["vi"].get(name, "").strip(), en=row["en"].get(name, "").strip())
