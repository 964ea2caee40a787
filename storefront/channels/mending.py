"""What keeps products off a channel, grouped by what is to be mended."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.translation import get_language

from storefront.catalog.models import Product
from storefront.channels.models import CategoryChoice, Part
from storefront.channels.planner import publisher
from storefront.channels.tree_reading import mapper
from storefront.connections.models import Connection
from storefront.contract import data

#: Where on the product's form a problem's field is mended.
ANCHORS = {
    "title": "id_title_vi",
    "description": "id_description_vi",
    "brand": "id_brand",
    "axes": "id_axis_1",
    "category": "id_category",
    "pictures": "pictures-group",
}


@dataclass(frozen=True, slots=True)
class Group:
    """One problem, and the products that have it."""

    message: str
    fix: str
    anchor: str
    products: dict[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def links(self) -> list[tuple[str, str]]:
        """The address where each product's field is mended, and its title."""
        return list(self.products.values())


def groups(connection: Connection) -> list[Group]:
    """The most frequent problem first. Only what stands: what was changed since is
    being looked at again.
    """
    found: dict[tuple[str, str], Group] = {}
    for product, problem in standing(connection):
        message, fix = told(problem["message"]), told(problem["fix"])
        anchor = "#" + ANCHORS.get(problem["field"], "variants-group")
        group = found.setdefault((message, anchor), Group(message, fix, anchor))
        address = address_of(connection, product, problem["field"], anchor)
        group.products[product.pk] = (address, product.title)
    return sorted(found.values(), key=lambda group: -len(group.products))


def standing(connection: Connection) -> Iterator[tuple[Product, dict[str, Any]]]:
    refused = Part.objects.refused_as_they_stand().filter(
        connection=connection, name=data.Part.CONTENT, listing__shown=True
    )
    rows = list(refused.order_by("pk").values_list("listing__product", "problems"))
    products = Product.objects.in_bulk({product for product, _ in rows})
    for product, problems in rows:
        for problem in problems:
            yield products[product], problem


def address_of(
    connection: Connection, product: Product, field: str, anchor: str
) -> str:
    """What belongs to the channel alone is mended on a page of its own."""
    if field == "category" and mapper(connection):
        here = [connection.pk, product.category_id]
        return reverse("admin:channels_category", args=here)
    if field == "attributes":
        return reverse(
            "admin:channels_product_values", args=[connection.pk, product.pk]
        )
    return reverse("admin:catalog_product_change", args=[product.pk]) + anchor


def gone_categories(connection: Connection) -> list[CategoryChoice]:
    """Choices that the channel has no longer, whatever is listed under them."""
    rows = CategoryChoice.objects.filter(connection=connection, gone=True)
    return list(rows.select_related("category").order_by("category__path"))


def with_too_many_pictures(connection: Connection) -> tuple[int, list[Product]]:
    """How many pictures the channel takes, and products that have more: the first ones
    are sent, in the shop's order.
    """
    found = publisher(connection)
    most = found.limits.pictures if found else 0
    listed = Exists(connection.listings.filter(product=OuterRef("pk"), shown=True))
    products = Product.objects.filter(listed).annotate(number=Count("pictures"))
    return most, list(products.filter(number__gt=most).order_by("pk")[:100])


def told(text: dict[str, str] | None) -> str:
    language = "vi" if (get_language() or "vi").startswith("vi") else "en"
    return text[language] if text else ""
