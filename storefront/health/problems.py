"""What platforms refuse, grouped by the reason: how many products, and what to do."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils.translation import get_language

from storefront.catalog.models import Product
from storefront.channels.mending import ANCHORS
from storefront.channels.models import Listing, Part
from storefront.connections.models import Connection

#: The first products of a group; the page of what is to be mended has all of them.
EXAMPLES = 3

#: Groups shown of one connection.
MOST = 20


@dataclass(frozen=True, slots=True)
class Problem:
    message: str
    fix: str
    code: str
    products: int
    #: The address of a product's form, at the field to be mended, and its title.
    examples: list[tuple[str, str]]


def refused(connection: Connection) -> QuerySet[Part]:
    """Each part by its first problem: whoever mends it sees the next one."""
    rows = Part.objects.unconfirmed().refused_as_they_stand()
    return rows.filter(connection=connection, listing__shown=True)


def problems(connection: Connection) -> list[Problem]:
    groups = (
        refused(connection)
        .annotate(
            code=KT("problems__0__code"),
            message=KT(f"problems__0__message__{language()}"),
            fix=KT(f"problems__0__fix__{language()}"),
            field=KT("problems__0__field"),
        )
        .values("code", "message", "fix", "field")
        .annotate(products=Count("listing__product", distinct=True))
        .order_by("-products", "message")
    )
    return [
        Problem(
            group["message"] or "",
            group["fix"] or "",
            group["code"] or "",
            group["products"],
            examples(connection, group["code"], group["field"] or ""),
        )
        for group in groups[:MOST]
    ]


def examples(connection: Connection, code: str, field: str) -> list[tuple[str, str]]:
    ids = refused(connection).filter(problems__0__code=code).values("listing__product")
    anchor = "#" + ANCHORS.get(field, "variants-group")
    return [
        (
            reverse("admin:catalog_product_change", args=[product.pk]) + anchor,
            str(product),
        )
        for product in Product.objects.filter(pk__in=ids).order_by("pk")[:EXAMPLES]
    ]


def listings_with(connection: Connection, code: str) -> QuerySet[Listing]:
    return Listing.objects.filter(
        pk__in=refused(connection).filter(problems__0__code=code).values("listing")
    )


def language() -> str:
    return "vi" if (get_language() or "vi").startswith("vi") else "en"
