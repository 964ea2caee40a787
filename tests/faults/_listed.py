"""A shop that is long listed: what the engine wrote for a few products, for all others.

Bringing a hundred thousand offers there is another measurement. Rows are copied in the
database, and the items in the platform's own file.
"""

import json

from django.db import connection as database
from django.db.models import Model

from plugins.facebook.sandbox import FacebookSandbox
from storefront.catalog.models import Variant
from storefront.channels.models import Listing, Offer
from storefront.connections.models import Connection

CHUNK = 5000

NEW_LISTINGS = "catalog_product new where not exists"
NEW_LISTINGS += " (select from channels_listing l where l.product_id = new.id)"
NEW_OFFERS = "catalog_variant new join channels_listing l using (product_id)"
NEW_OFFERS += (
    " where not exists (select from channels_offer o where o.variant_id = new.id)"
)
#: The hash is of another's payload, so that nothing is left out for its sake.
NEW_PARTS = {"confirmed_hash": "''"}


def list_all_like(listing: Listing, platform: FacebookSandbox) -> None:
    """Every other product is as this one: there, confirmed, and at rest."""
    offer = listing.offers.earliest("pk")
    copy_items(listing.connection, platform, like=offer.sku)
    copy(
        listing,
        {"product_id": "new.id", "create_key": "gen_random_uuid()"},
        NEW_LISTINGS,
    )
    named = {"listing_id": "l.id", "variant_id": "new.id", "sku": "new.sku"}
    copy(offer, named, NEW_OFFERS)
    whole = listing.parts.get(offer=None)
    copy(whole, NEW_PARTS | {"listing_id": "new.id"}, without_part("listing"))
    for part in offer.parts.order_by("pk"):
        owner = {"offer_id": "new.id", "listing_id": "new.listing_id"}
        copy(part, NEW_PARTS | owner, without_part("offer", part.name))
    with database.cursor() as cursor:
        cursor.execute("analyze")


def without_part(owner: str, name: str = "content") -> str:
    return (
        f"channels_{owner} new where not exists (select from channels_part p"
        f" where p.{owner}_id = new.id and p.name = '{name}')"
    )


def copy(like: Model, other: dict[str, str], source: str) -> None:
    """Insert a row as this one for each of the source, but for these columns."""
    table, columns = like._meta.db_table, names(like)
    values = [other.get(name, f"pattern.{name}") for name in columns]
    assert other.keys() <= set(columns)
    with database.cursor() as cursor:
        cursor.execute(
            f"insert into {table} ({', '.join(columns)}) select {', '.join(values)}"
            f" from (select * from {table} where id = %s) pattern cross join {source}",
            [like.pk],
        )


def names(like: Model) -> list[str]:
    return [f.column for f in like._meta.concrete_fields if not f.primary_key]


def copy_items(connection: Connection, platform: FacebookSandbox, *, like: str) -> None:
    """The platform holds each with what this one has, its price and stock included."""
    held = Offer.objects.filter(connection=connection).values("variant")
    rows = Variant.objects.exclude(pk__in=held).values_list("sku", "product__slug")
    with platform.writing() as there:
        (pattern,) = there.execute(
            "select * from item where retailer_id = ?", (like,)
        ).fetchall()
        data = json.loads(pattern["data"])
        there.executemany(
            "insert into item (retailer_id, group_id, title, data, created_at,"
            " changed_at) values (?, ?, ?, ?, ?, ?)",
            (
                (
                    sku,
                    group,
                    pattern["title"],
                    json.dumps(data | {"id": sku, "item_group_id": group}),
                    pattern["created_at"],
                    pattern["changed_at"],
                )
                for sku, group in rows.iterator(chunk_size=CHUNK)
            ),
        )
