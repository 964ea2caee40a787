"""Entries are made anew from the rows that are the truth, never changed by halves."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Sum

from storefront.catalog.models import Category, Product, Variant
from storefront.catalog.search import normalise
from storefront.contract import clock
from storefront.inventory.models import Availability, Stock
from storefront.orders.models import Order, OrderLine
from storefront.shelves import facets, spelling
from storefront.shelves.models import Entry, FacetLabel
from storefront.shelves.words import findable

#: How long a sale makes a product a best seller.
REMEMBERED = timedelta(days=90)
SOLD = [Order.State.PLACED, Order.State.CONFIRMED, Order.State.COMPLETED]
STEP = Category.steplen
LONGEST_TITLE = 400

#: Category ids from the top down to the one of the path, by path.
Places = dict[str, list[int]]


@transaction.atomic
def refresh(product_ids: Iterable[int]) -> None:
    """Make the entries of these products what they should be now.

    The products stay locked until the end, so that of two refreshes the later one
    reads what the earlier one has written, and the newer truth wins.
    """
    ids = sorted(set(product_ids))
    lock(ids)
    products = list(
        Product.objects.on_sale()
        .filter(pk__in=ids)
        .select_related("category")
        .prefetch_related("variants")
    )
    found = [product.pk for product in products]
    Entry.objects.filter(pk__in=set(ids) - set(found)).delete()
    availability = Stock.objects.availability_by_product(found)
    sold, places = units_sold(found), places_of_categories()
    labels: facets.Labels = {}
    entries = []
    for product in products:
        variants = [one for one in product.variants.all() if not one.archived]
        named = facets.labels_of(product, variants)
        labels |= named
        state = availability.get(product.pk, Availability.SOLD_OUT)
        tokens = facets.tokens(named, variants, state)
        entry = describe(product, variants, tokens, places[product.category.path])
        entry.availability, entry.sold = state, sold.get(product.pk, 0)
        entries.append(entry)
    write(entries)
    learn_labels(labels)
    spelling.learn(word for entry in entries for word in entry.words.split())


def lock(ids: Sequence[int]) -> None:
    rows = Product.objects.filter(pk__in=ids).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))


def units_sold(product_ids: Sequence[int]) -> dict[int, int]:
    lines = OrderLine.objects.filter(
        variant__product__in=product_ids,
        order__state__in=SOLD,
        order__placed_at__gt=clock.now() - REMEMBERED,
    )
    by_product = lines.values("variant__product").annotate(units=Sum("quantity"))
    return dict(by_product.values_list("variant__product", "units"))


def places_of_categories() -> Places:
    """A category that is not shown is a place of its own: nobody gets to it."""
    ids = dict(Category.objects.values_list("path", "pk"))
    shown = set(Category.objects.filter(shown=True).values_list("path", flat=True))
    return {
        path: [ids[path[:end]] for end in range(STEP, len(path) + 1, STEP)]
        if path in shown
        else []
        for path in ids
    }


def describe(
    product: Product,
    variants: Sequence[Variant],
    tokens: Sequence[str],
    places: Sequence[int],
) -> Entry:
    title_vi = product.title_vi or product.title_en or ""
    title_en = product.title_en or product.title_vi or ""
    category = product.category
    texts = [title_vi, title_en, product.brand, category.name_vi, category.name_en]
    for variant in variants:
        texts += [variant.sku, variant.gtin]
        for _, vi, en in facets.options(product, variant):
            texts += [vi, en]
    words = [word for text in texts if text for word in findable(text)]
    return Entry(
        product=product,
        lowest_price=min(variant.price for variant in variants),
        highest_price=max(variant.price for variant in variants),
        listed_at=product.created_at,
        title_vi=normalise(title_vi)[:LONGEST_TITLE],
        title_en=normalise(title_en)[:LONGEST_TITLE],
        facets=" ".join(tokens),
        words=" ".join(
            dict.fromkeys([*(f"in:{place}" for place in places), *tokens, *words])
        ),
    )


def write(entries: Sequence[Entry]) -> None:
    fields = [field.name for field in Entry._meta.fields if field.name != "product"]
    Entry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=["product"], update_fields=fields
    )
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT OR REPLACE INTO shelves_words (rowid, words) VALUES (%s, %s)",
                [(entry.product_id, entry.words) for entry in entries],
            )


def learn_labels(labels: facets.Labels) -> None:
    known: facets.Labels = {}
    for label in FacetLabel.objects.filter(token__in=labels).order_by("pk"):
        known[label.token] = (label.vi, label.en)
    FacetLabel.objects.bulk_create(
        FacetLabel(token=token, vi=vi, en=en)
        for token, (vi, en) in sorted(labels.items())
        if known.get(token) != (vi, en)
    )
