"""Raise what is wanted: from Changes, from new rules, for a connection as a whole."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    prefetch_related_objects,
)
from django.utils import timezone

from storefront.catalog.models import Product, Variant
from storefront.channels.buffers import offered_by_variant
from storefront.channels.fitting import fit_products
from storefront.channels.locks import lock_listings, lock_products
from storefront.channels.matching import match_products
from storefront.channels.models import Change, Listing, Part, PartQuerySet
from storefront.connections.models import Connection
from storefront.connections.plugins import service
from storefront.contract import data
from storefront.contract.roles import PublishesListings, ReadsBack

CHUNK = 500


def publishing_connections() -> list[Connection]:
    """Open connections whose service takes listings."""
    return [c for c in Connection.objects.open() if publisher(c) is not None]


def publisher(connection: Connection) -> type[PublishesListings] | None:
    found = service(connection.service)
    return found if issubclass(found, PublishesListings) else None


def plan_changes() -> int:
    """Turn every waiting Change into wants; return how many there were."""
    planned = 0
    while chunk := plan_chunk():
        planned += chunk
    return planned


@transaction.atomic
def plan_chunk() -> int:
    """Delete exactly the Changes read and raise what they ask for, or do neither.

    Never a high-water mark over ids: a lower id may be committed after a higher one.
    """
    changes = list(
        Change.objects.order_by("pk").select_for_update(skip_locked=True)[:CHUNK]
    )
    if changes:
        products = {c.product_id for c in changes if c.product_id}
        for connection in publishing_connections():
            plan_products(connection, sorted(products), since=changes[0].made_at)
            plan_variants(connection, changes, part=data.Part.PRICE)
            plan_variants(connection, changes, part=data.Part.STOCK)
        Change.objects.filter(pk__in=[change.pk for change in changes]).delete()
    return len(changes)


def plan_variants(
    connection: Connection, changes: Sequence[Change], *, part: data.Part
) -> None:
    variants = {c.variant_id for c in changes if c.variant_id and c.part == part}
    if not variants:
        return
    parts = Part.objects.filter(
        connection=connection, name=part, offer__variant__in=variants
    )
    raise_wanted(parts, since=changes[0].made_at)
    if part is data.Part.STOCK:
        mark_urgent(connection, parts, variants)


def mark_urgent(
    connection: Connection, parts: PartQuerySet, variants: Iterable[int]
) -> None:
    """A variant that can no longer be bought there goes out before everything else."""
    offered = offered_by_variant(connection, variants)
    sold_out = [pk for pk in variants if offered.get(pk, 0) <= 0]
    parts.filter(offer__variant__in=sold_out, urgent=False).update(urgent=True)
    parts.exclude(offer__variant__in=sold_out).filter(urgent=True).update(urgent=False)


def raise_wanted(parts: QuerySet[Part], *, since: datetime | None = None) -> int:
    """Want more of these parts than was wanted before. Rows are locked in key order.

    `since` is when the oldest change behind it was made.
    """
    ids = list(parts.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    satisfied = Q(wanted__lte=F("confirmed")) | Q(wanted__lte=F("refused"))
    return Part.objects.filter(pk__in=[pk for (pk,) in ids]).update(
        wanted=F("wanted") + 1,
        awaits_orders=False,  # whether it grows is seen when it is read again
        wanted_at=Case(
            When(satisfied, then=Value(since or timezone.now())),
            default=F("wanted_at"),
        ),
    )


def plan_products(
    connection: Connection,
    product_ids: Sequence[int],
    *,
    since: datetime | None = None,
) -> None:
    """Make the rows these products need on the connection, and want them all."""
    found = publisher(connection)
    if found is None or not product_ids:
        return
    products = lock_products(product_ids)
    there = Listing.objects.filter(connection=connection, product__in=products)
    lock_listings(there.values_list("pk", flat=True))
    prefetch_related_objects(products, "variants", "listings__offers")
    listings = fit_products(
        connection, products, max_variants=found.limits.max_variants
    )
    if issubclass(found, ReadsBack):
        new = {row.product_id for row in listings if not row.listed_at}
        match_products(connection, sorted(new))
    ids = [listing.pk for listing in listings]
    Listing.objects.filter(pk__in=ids).update(
        planned_rules=connection.rules_revision, planned_mapping=found.mapping_version
    )
    want_listings(ids, since=since)


def want_listings(ids: Sequence[int], *, since: datetime | None = None) -> None:
    raise_wanted(Part.objects.filter(listing__in=ids), since=since)
    # A withdraw goes out before everything else, as a stock of zero does.
    content = Part.objects.filter(listing__in=ids, name=data.Part.CONTENT)
    content.filter(listing__shown=False).update(urgent=True)
    content.filter(listing__shown=True, urgent=True).update(urgent=False)


def plan_onwards(connection: Connection, *, after: int) -> list[int]:
    """Plan the next chunk of all that is on sale or listed, by product id."""
    listed = Listing.objects.filter(connection=connection, product=OuterRef("pk"))
    products = Product.objects.filter(
        Q(state=Product.State.ACTIVE) | Exists(listed), pk__gt=after
    )
    ids = list(products.order_by("pk").values_list("pk", flat=True)[:CHUNK])
    plan_products(connection, ids)
    return ids


def is_behind(connection: Connection) -> bool:
    """Is there a product that was planned by older rules, or not at all?

    Behind is only ever less-than, so an old worker leaves newer rows alone.
    """
    found = publisher(connection)
    if found is None:
        return False
    rows = Listing.objects.filter(connection=connection)
    older = Q(planned_rules__lt=connection.rules_revision)
    older |= Q(planned_mapping__lt=found.mapping_version)
    if connection.closing:
        return rows.filter(older).exists()
    unlisted = Product.objects.on_sale().filter(
        ~Exists(rows.filter(product=OuterRef("pk"))),
        Exists(Variant.objects.filter(product=OuterRef("pk"), archived=False)),
    )
    return rows.filter(older).exists() or unlisted.exists()
