"""What was found on a platform, side by side with what it may be of ours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from storefront.catalog.models import Product, Variant
from storefront.catalog.templatetags.money import money
from storefront.channels.matching import items_of, items_stand_alone
from storefront.channels.models import RemoteItem
from storefront.channels.remote import RemoteItemQuerySet
from storefront.connections.models import Connection
from storefront.inventory.models import Stock

Tab = Literal["certain", "likely", "unknown", "decided"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What an adoption would write over: how it is there, and how it is here."""

    what: str
    there: str
    here: str


@dataclass(frozen=True, slots=True)
class Finding:
    product: Product
    items: list[RemoteItem]
    differences: list[Difference]
    #: Other items of the same listings there: what a publish leaves out is taken away.
    taken_away: list[RemoteItem]

    @property
    def reasons(self) -> list[str]:
        return sorted({str(item.get_match_display()) for item in self.items})


def items_in(connection: Connection, tab: Tab) -> RemoteItemQuerySet:
    items = items_of(connection)
    if tab == "unknown":
        return items.loose()
    if tab == "decided":
        decided = [RemoteItem.Decision.NOT_OURS, RemoteItem.Decision.SEPARATE]
        return items.filter(decision__in=decided, variant__isnull=False)
    return items.candidates().filter(certain=tab == "certain")


def products_in(connection: Connection, tab: Tab) -> QuerySet[Product]:
    found = items_in(connection, tab).filter(variant__product=OuterRef("pk"))
    return Product.objects.filter(Exists(found)).order_by("pk")


def findings(
    connection: Connection, tab: Tab, products: Sequence[Product]
) -> list[Finding]:
    """In few queries, however many products the page has."""
    items = list(
        items_in(connection, tab)
        .filter(variant__product__in=products)
        .select_related("variant__product")
        .order_by("pk")
    )
    others = left_out(connection, items)
    available = Stock.objects.available_by_variant(
        item.variant_id for item in items if item.variant_id
    )
    with translation.override(connection.language):
        titles = {product.pk: product.title for product in products}
    return [
        Finding(
            product,
            own,
            list(differences(own, titles[product.pk], available)),
            [o for o in others if o.listing_external_id in listings_of(own)],
        )
        for product in products
        for own in [[i for i in items if variant_of(i).product_id == product.pk]]
    ]


def variant_of(item: RemoteItem) -> Variant:
    return cast(Variant, item.variant)  # only items with one are asked about


def listings_of(items: Sequence[RemoteItem]) -> set[str]:
    return {item.listing_external_id for item in items}


def left_out(connection: Connection, items: Sequence[RemoteItem]) -> list[RemoteItem]:
    if items_stand_alone(connection):
        return []
    beside = items_of(connection).filter(listing_external_id__in=listings_of(items))
    return list(beside.exclude(pk__in=[item.pk for item in items]))


def differences(
    items: Sequence[RemoteItem], title: str, available: dict[int, int]
) -> Iterator[Difference]:
    """Each once. What the platform does not tell is not compared."""
    first = items[0]
    if first.title and first.title != title:
        yield Difference(_("Title"), first.title, title)
    brand = variant_of(first).product.brand
    if first.brand and first.brand != brand:
        yield Difference(_("Brand"), first.brand, brand)
    for item in items:
        yield from offer_differences(item, available)


def offer_differences(
    item: RemoteItem, available: dict[int, int]
) -> Iterator[Difference]:
    variant = variant_of(item)
    if item.price is not None and item.price != variant.price:
        what = _("Price of %(sku)s") % {"sku": variant.sku}
        yield Difference(what, money(item.price, item.currency), money(variant.price))
    here = max(available.get(variant.pk, 0), 0) if variant.stock_tracked else None
    if item.stock is not None and item.stock != here:
        what = _("Stock of %(sku)s") % {"sku": variant.sku}
        counted = _("not counted") if here is None else str(here)
        yield Difference(what, str(item.stock), counted)
