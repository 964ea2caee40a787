"""What keeps products off a channel, grouped by what is to be mended."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from storefront.catalog.models import Product
from storefront.channels.models import Part
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
    products: dict[int, str] = field(default_factory=dict)

    @property
    def links(self) -> list[tuple[str, str]]:
        """The address of each product's form, at the field, and its title."""
        return [
            (reverse("admin:catalog_product_change", args=[pk]) + self.anchor, title)
            for pk, title in self.products.items()
        ]


def groups(connection: Connection) -> list[Group]:
    """The most frequent problem first. Only what stands: what was changed since is
    being looked at again.
    """
    found: dict[tuple[str, str], Group] = {}
    for product, title, problem in standing(connection):
        message, fix = told(problem["message"]), told(problem["fix"])
        anchor = "#" + ANCHORS.get(problem["field"], "variants-group")
        group = found.setdefault((message, anchor), Group(message, fix, anchor))
        group.products[product] = title
    return sorted(found.values(), key=lambda group: -len(group.products))


def standing(connection: Connection) -> Iterator[tuple[int, str, dict[str, Any]]]:
    refused = Part.objects.refused_as_they_stand().filter(
        connection=connection, name=data.Part.CONTENT, listing__shown=True
    )
    rows = list(refused.order_by("pk").values_list("listing__product", "problems"))
    titles = {
        p.pk: p.title for p in Product.objects.filter(pk__in={r[0] for r in rows})
    }
    for product, problems in rows:
        for problem in problems:
            yield product, titles[product], problem


def told(text: dict[str, str] | None) -> str:
    language = "vi" if (get_language() or "vi").startswith("vi") else "en"
    return text[language] if text else ""
