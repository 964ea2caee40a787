"""Which of our variants an item there is: by SKU, by GTIN, by title and picture.

Nothing is guessed: where two things could be meant, there or here, staff choose, and
until then the product is not created over there.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import translation

from storefront.catalog.models import Product, Variant, VariantQuerySet
from storefront.channels.likeness import looks_like
from storefront.channels.locks import lock_products
from storefront.channels.models import Listing, Offer, RemoteItem
from storefront.channels.reading import gtin_14, title_key
from storefront.channels.remote import RemoteItemQuerySet
from storefront.connections.models import Connection
from storefront.connections.plugins import service
from storefront.contract.roles import PublishesListings
from storefront.jobs.services import renew_lease

CHUNK = 500

Match = RemoteItem.Match
#: Pairs of an item with what it may be.
Pairs = list[tuple[RemoteItem, Variant]]


def match_everything(connection: Connection) -> None:
    """Match anew whatever staff have not decided. Running it again changes nothing."""
    recognise_own(connection)
    forget_guesses(connection)
    for match, find in FINDERS:
        for ids in products_in_chunks():
            if not items_of(connection).loose().exists():
                break
            keep(find(connection, ids), match)
    for ids in products_in_chunks():
        settle(connection, ids)


def match_products(connection: Connection, product_ids: Sequence[int]) -> None:
    """Before these are created: is there something that may be one of them?"""
    if not items_of(connection).exclude(decision=RemoteItem.Decision.OURS).exists():
        return
    for match, find in FINDERS:
        keep(find(connection, product_ids), match)
    settle(connection, product_ids)


@transaction.atomic
def settle(connection: Connection, product_ids: Sequence[int]) -> None:
    lock_products(product_ids)
    judge(connection, product_ids)
    hold(connection, product_ids)


def products_in_chunks() -> Iterator[list[int]]:
    after = 0
    products = Product.objects.on_sale().order_by("pk").values_list("pk", flat=True)
    while ids := list(products.filter(pk__gt=after)[:CHUNK]):
        renew_lease()
        yield ids
        after = ids[-1]


def items_of(connection: Connection) -> RemoteItemQuerySet:
    return RemoteItem.objects.filter(connection=connection)


# What is ours already


def recognise_own(connection: Connection) -> None:
    """Say of each item that we listed ourselves that it is ours."""
    after = 0
    undecided = items_of(connection).undecided().order_by("pk")
    while chunk := list(undecided.filter(pk__gt=after)[:CHUNK]):
        keep_own(connection, chunk)
        after = chunk[-1].pk


def keep_own(connection: Connection, items: Sequence[RemoteItem]) -> None:
    """By the id that the platform gave it, or by SKU where it gave none."""
    offers = Offer.objects.filter(connection=connection, listed=True)
    ids = [item.external_id for item in items]
    skus = [item.sku for item in items]
    by_id = {o.external_id: o for o in offers.filter(external_id__in=ids)}
    by_sku = {o.sku: o for o in offers.filter(external_id="", sku__in=skus)}
    own = []
    for item in items:
        offer = by_id.get(item.external_id) or by_sku.get(item.sku)
        if offer:
            item.variant_id = offer.variant_id
            item.decision = RemoteItem.Decision.OURS
            own.append(item)
    RemoteItem.objects.bulk_update(own, ["variant", "decision"])


def forget_guesses(connection: Connection) -> None:
    guessed = items_of(connection).candidates().exclude(match=Match.HAND)
    guessed.update(variant=None, match="", certain=False)


# What may be ours


def wanting(connection: Connection, product_ids: Sequence[int]) -> VariantQuerySet:
    """Variants on sale that are not there yet, and not on their way there."""
    offers = Offer.objects.filter(connection=connection, variant=OuterRef("pk"))
    on_the_way = Q(listing__parts__attempt__isnull=False)
    there = offers.filter(Q(listed=True) | on_the_way)
    variants: VariantQuerySet = Variant.objects.on_sale()
    absent = variants.filter(~Exists(there), product__in=product_ids)
    return absent.select_related("product")


def unmatched(connection: Connection, product_ids: Sequence[int]) -> VariantQuerySet:
    found = RemoteItem.objects.filter(connection=connection, variant=OuterRef("pk"))
    return wanting(connection, product_ids).filter(~Exists(found))


def by_sku(connection: Connection, product_ids: Sequence[int]) -> Pairs:
    variants = {v.sku: v for v in wanting(connection, product_ids)}
    open_to_us = Q(decision="") | Q(decision=RemoteItem.Decision.NOT_OURS)
    items = items_of(connection).filter(open_to_us, variant=None, sku__in=variants)
    return [(item, variants[item.sku]) for item in items]


def by_gtin(connection: Connection, product_ids: Sequence[int]) -> Pairs:
    """Only where the number stands once there and once here."""
    having = unmatched(connection, product_ids).exclude(gtin="")
    variants = {gtin_14(v.gtin): v for v in having}
    if not variants:
        return []
    there = list(items_of(connection).filter(gtin__in=variants))
    times_there = Counter(item.gtin for item in there)
    times_here = count_gtins(list(variants))
    return [
        (item, variants[item.gtin])
        for item in there
        if times_there[item.gtin] == times_here[item.gtin] == 1
        and not (item.decision or item.variant_id)
    ]


def count_gtins(gtins: Sequence[str]) -> Counter[str]:
    """How many variants of ours have each number, however many zeros precede it."""
    spellings = [gtin[-length:] for gtin in gtins for length in (8, 12, 13, 14)]
    rows = Variant.objects.filter(archived=False, gtin__in=spellings)
    return Counter(gtin_14(gtin) for gtin in rows.values_list("gtin", flat=True))


def by_looks(connection: Connection, product_ids: Sequence[int]) -> Pairs:
    """The same title, the same picture, the same options, and nothing against it."""
    variants = list(
        unmatched(connection, product_ids).prefetch_related(
            "product__pictures", "product__picture_sources"
        )
    )
    titles: dict[str, list[Variant]] = {}
    for variant in variants:
        for key in titles_of(variant.product):
            titles.setdefault(key, []).append(variant)
    items = items_of(connection).loose().filter(title_key__in=titles)
    pairs = [(item, the_one(item, titles[item.title_key])) for item in items]
    return [(item, variant) for item, variant in pairs if variant]


def titles_of(product: Product) -> set[str]:
    titles = (product.title_vi, product.title_en)
    return {title_key(title) for title in titles if title}


def the_one(item: RemoteItem, variants: Sequence[Variant]) -> Variant | None:
    """The one of these variants that the item can be, if it can be just one."""
    fitting = [
        v for v in variants if same_options(item, v) and not contradicts(item, v)
    ]
    alike = [v for v in fitting if looks_like(item.picture, v)]
    return alike[0] if len(alike) == 1 else None


def same_options(item: RemoteItem, variant: Variant) -> bool:
    told = {title_key(option) for option in item.options}
    return any(told == options_in(code, variant) for code, _ in settings.LANGUAGES)


def options_in(language: str, variant: Variant) -> set[str]:
    with translation.override(language):
        return {title_key(value) for _, value in variant.options if value}


def contradicts(item: RemoteItem, variant: Variant) -> bool:
    """Both sides say something, and not the same."""
    gtins = (item.gtin, gtin_14(variant.gtin))
    brands = (title_key(item.brand), title_key(variant.product.brand))
    return any(all(pair) and pair[0] != pair[1] for pair in (gtins, brands))


def keep(pairs: Pairs, match: Match) -> None:
    for item, variant in pairs:
        item.variant = variant
        item.match = match
    items = [item for item, _ in pairs]
    RemoteItem.objects.bulk_update(items, ["variant", "match"])


FINDERS: list[tuple[Match, Callable[[Connection, Sequence[int]], Pairs]]] = [
    (Match.SKU, by_sku),
    (Match.GTIN, by_gtin),
    (Match.LOOKS, by_looks),
]

# How sure that is, and what waits for it


def judge(connection: Connection, product_ids: Sequence[int]) -> None:
    """Certain is a product of which all that was found is certain."""
    found = items_of(connection).candidates().filter(variant__product__in=product_ids)
    by_product: dict[int, list[RemoteItem]] = {}
    for item in found.select_related("variant__product"):
        assert item.variant  # noqa: S101 -- candidates have one
        by_product.setdefault(item.variant.product_id, []).append(item)
    mixed = mixed_listings(connection, by_product)
    sure = [
        item.pk
        for items in by_product.values()
        if all_certain(items, mixed)
        for item in items
    ]
    found.update(certain=False)
    found.filter(pk__in=sure).update(certain=True)


def all_certain(items: Sequence[RemoteItem], mixed: set[str]) -> bool:
    return (
        len({item.variant_id for item in items}) == len(items)
        and all(item.match in {Match.SKU, Match.GTIN} for item in items)
        and not any(item.variant and contradicts(item, item.variant) for item in items)
        and mixed.isdisjoint(item.listing_external_id for item in items)
    )


def mixed_listings(
    connection: Connection, by_product: dict[int, list[RemoteItem]]
) -> set[str]:
    """Where listings are wholes: those that hold more than one product's items, and
    those of a product that has several.
    """
    if items_stand_alone(connection):
        return set()
    listings = {
        pk: {item.listing_external_id for item in items}
        for pk, items in by_product.items()
    }
    known = Counter(
        i.listing_external_id for items in by_product.values() for i in items
    )
    there = Counter(
        items_of(connection)
        .filter(listing_external_id__in=known)
        .values_list("listing_external_id", flat=True)
    )
    shared = Counter(listing for found in listings.values() for listing in found)
    several = {one for found in listings.values() if len(found) > 1 for one in found}
    return several | {
        listing
        for listing in known
        if there[listing] > known[listing] or shared[listing] > 1
    }


def items_stand_alone(connection: Connection) -> bool:
    found = service(connection.service)
    return issubclass(found, PublishesListings) and found.limits.flat


def hold(connection: Connection, product_ids: Sequence[int]) -> None:
    """Let wait what may be there already, and let go what no longer may."""
    rows = Listing.objects.filter(
        connection=connection, product__in=product_ids, listed_at=None
    )
    blocking = RemoteItem.objects.blocking().filter(
        connection=connection, variant__product=OuterRef("product")
    )
    rows.filter(Exists(blocking), held=False, shown=True).update(held=True)
    rows.filter(~Exists(blocking) | Q(shown=False), held=True).update(held=False)
