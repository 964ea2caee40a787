"""Take over what is there already, or leave it alone: one product at a time."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from storefront.catalog.models import Variant
from storefront.channels.locks import lock_products
from storefront.channels.matching import items_of, items_stand_alone, settle, wanting
from storefront.channels.models import Listing, Offer, Part, RemoteItem
from storefront.channels.planner import plan_products
from storefront.connections.models import Connection
from storefront.jobs.services import renew_lease

Match = RemoteItem.Match
Decision = RemoteItem.Decision


class CannotAdopt(Exception):
    """Why not, in the reader's language. Nothing was changed."""


def adopt(connection: Connection, product_id: int) -> None:
    """Make what was found there our listings of this product; the next publish updates
    them. Raises CannotAdopt.
    """
    want(connection, product_id)
    with transaction.atomic():
        lock_products([product_id])
        found = by_listing(connection, product_id)
        if not found:
            raise CannotAdopt(_("Nothing was found there that may be this product."))
        for listing, items in found:
            adopt_listing(listing, items, alone=items_stand_alone(connection))


@transaction.atomic
def want(connection: Connection, product_id: int) -> None:
    """It may have no rows here yet, or rest as refused."""
    plan_products(connection, [product_id])


def by_listing(
    connection: Connection, product_id: int
) -> list[tuple[Listing, list[RemoteItem]]]:
    """Locked, items before listings: whoever sends or adopts one of them waits."""
    found = items_of(connection).candidates().filter(variant__product=product_id)
    items = list(found.order_by("pk").select_for_update(of=("self",)))
    rows = Listing.objects.filter(connection=connection, product=product_id)
    listings = list(rows.order_by("pk").select_for_update(of=("self",)))
    variants = [item.variant_id for item in items]
    offers = Offer.objects.filter(listing__in=listings, variant__in=variants)
    places = dict(offers.values_list("variant_id", "listing_id"))
    parted = [
        (row, [item for item in items if places.get(item.variant_id or 0) == row.pk])
        for row in listings
    ]
    return [(listing, own) for listing, own in parted if own]


def adopt_listing(listing: Listing, items: list[RemoteItem], *, alone: bool) -> None:
    groups = {item.listing_external_id for item in items}
    if len({item.variant_id for item in items}) < len(items):
        raise CannotAdopt(_("Several items there may be the same variant: choose one."))
    if len(groups) > 1 and not alone:
        raise CannotAdopt(_("It may be several listings there: choose one."))
    external_id = "" if alone else groups.pop()
    take_over(listing, external_id)
    for item in items:
        offer = Offer.objects.filter(listing=listing, variant=item.variant_id)
        offer.update(external_id=item.external_id, listed=True)
        if item.sku:
            offer.update(sku=item.sku)
    items_of(listing.connection).filter(pk__in=[item.pk for item in items]).update(
        decision=Decision.OURS
    )


def take_over(listing: Listing, external_id: str) -> None:
    """One conditional update: only what has no id there, and no attempt under way."""
    under_way = Part.objects.under_way().filter(listing=OuterRef("pk"))
    free = Listing.objects.filter(
        ~Exists(under_way), pk=listing.pk, external_id="", listed_at=None
    )
    taken = Listing.objects.filter(
        connection=listing.connection, external_id=external_id
    )
    if external_id and taken.exists():
        raise CannotAdopt(_("Another product has been given this listing already."))
    if not free.update(external_id=external_id, listed_at=timezone.now(), held=False):
        raise CannotAdopt(
            _("It has been listed meanwhile, or is just being sent. Look again later.")
        )


def adopt_all(
    connection: Connection, product_ids: Iterable[int]
) -> tuple[int, dict[int, str]]:
    """Adopt each by itself; return how many, and why not the others."""
    adopted, refused = 0, {}
    for product_id in product_ids:
        renew_lease()
        try:
            adopt(connection, product_id)
        except CannotAdopt as reason:
            refused[product_id] = str(reason)
        else:
            adopted += 1
    return adopted, refused


@transaction.atomic
def decide(
    connection: Connection, product_ids: Sequence[int], decision: str
) -> list[int]:
    """Keep what staff say of all that was found for these products; return for which.

    None is listed as new under a SKU that is taken there.
    """
    lock_products(product_ids)
    found = items_of(connection).filter(variant__product__in=product_ids)
    items = found.exclude(decision=Decision.OURS).order_by("pk")
    locked = list(items.select_related("variant").select_for_update(of=("self",)))
    taken = {
        product_of(item)
        for item in locked
        if item.match == Match.SKU and decision == Decision.SEPARATE
    }
    decided = [item for item in locked if product_of(item) not in taken]
    found.filter(pk__in=[item.pk for item in decided]).update(decision=decision)
    products = sorted({product_of(item) for item in decided})
    settle(connection, products)
    return products


@transaction.atomic
def assign(item: RemoteItem, variant: Variant) -> None:
    """Say what an unknown item is. It is adopted like any other that may be ours, once
    staff have seen what that writes over. Raises CannotAdopt.
    """
    connection = item.connection
    lock_products([variant.product_id])
    if not wanting(connection, [variant.product_id]).filter(pk=variant.pk).exists():
        raise CannotAdopt(_("This one is listed there already, or is not on sale."))
    taken = items_of(connection).undecided().filter(variant=variant)
    unknown = items_of(connection).loose().filter(~Exists(taken), pk=item.pk)
    if not unknown.update(variant=variant, match=Match.HAND, certain=False):
        raise CannotAdopt(
            _("Somebody has said meanwhile what it is, or that another is this one.")
        )
    want(connection, variant.product_id)
    settle(connection, [variant.product_id])


def product_of(item: RemoteItem) -> int:
    return item.variant.product_id if item.variant else 0


def certain_products(
    connection: Connection, *, matches: Sequence[Match] = (Match.SKU, Match.GTIN)
) -> list[int]:
    """Products of which everything found there is certain, and in one of these ways."""
    found = items_of(connection).candidates()
    doubtful = found.filter(variant__product=OuterRef("variant__product"))
    doubtful = doubtful.exclude(certain=True, match__in=matches)
    products = found.filter(~Exists(doubtful)).order_by("variant__product")
    return list(products.values_list("variant__product", flat=True).distinct())


def adopt_own_skus(connection: Connection) -> None:
    """After a restore or a reconnect: what surely bears our SKU is ours."""
    adopt_all(connection, certain_products(connection, matches=[Match.SKU]))
