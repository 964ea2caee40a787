"""Read a platform's tree of categories, page by page, and what its categories ask for.

What was read stays while the platform is dark: staff choose from it all the same.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef
from django.utils import timezone

from storefront.catalog.models import Category, Product
from storefront.catalog.search import normalise
from storefront.channels.choosing import lock_tree, note_gone, placed
from storefront.channels.models import (
    CategoryAdvice,
    CategoryChoice,
    CategoryTree,
    RemoteCategory,
)
from storefront.channels.reading import short
from storefront.connections.models import Connection
from storefront.connections.plugins import build, service
from storefront.connections.reaching import reaching
from storefront.contract.categories import Attribute, CategoryNode
from storefront.contract.data import Page
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.roles import MapsCategories
from storefront.jobs.services import renew_lease

logger = logging.getLogger(__name__)

#: A platform that refuses to tell is asked again after this.
REFUSED_AGAIN = timedelta(minutes=5)
#: How soon to come again where nobody says when.
SOON = timedelta(seconds=1)
#: So many questions at most in a row; the next come an hour later.
MOST_ADVICE = 50

TOLD = ["path_vi", "path_en", "words", "choosable", "reading"]


def mapper(connection: Connection) -> type[MapsCategories] | None:
    found = service(connection.service)
    return found if issubclass(found, MapsCategories) else None


def due_trees() -> Iterator[CategoryTree]:
    """Trees that are being read, and those that have become too old."""
    for connection in Connection.objects.open():
        if found := mapper(connection):
            tree, _ = CategoryTree.objects.get_or_create(connection=connection)
            if tree.under_way or begin_anew(tree, older_than=found.tree_every):
                yield tree


def begin_anew(tree: CategoryTree, *, older_than: timedelta) -> bool:
    """One conditional update: two that find it old begin one reading."""
    old = CategoryTree.objects.filter(
        pk=tree.pk, reading=F("read"), read_at__lt=timezone.now() - older_than
    )
    return bool(old.update(reading=F("read") + 1, cursor=""))


def read_tree(tree: CategoryTree) -> timedelta | None:
    """Read on; return how soon to come again, or None when it is read or must rest."""
    try:
        with reaching(tree.connection):
            read_on(tree)
            read_missing_attributes(tree.connection)
            ask_advice(tree.connection)
    except CredentialsDead:
        logger.warning("%s: credentials are dead", tree.connection)
    except PlatformRefused as refusal:
        start_over(tree, refusal)
        return REFUSED_AGAIN
    except PlatformUnavailable as error:
        return error.retry_after or SOON
    return None


def read_on(tree: CategoryTree) -> None:
    tree.refresh_from_db()
    plugin = mapping_plugin(tree.connection)
    while tree.under_way:
        renew_lease()
        keep(tree, plugin.categories(tree.cursor))
        tree.refresh_from_db()


def mapping_plugin(connection: Connection) -> MapsCategories:
    plugin = build(connection)
    assert isinstance(plugin, MapsCategories)  # noqa: S101 -- asked of that role only
    return plugin


def start_over(tree: CategoryTree, refusal: PlatformRefused) -> None:
    logger.info("%s: its tree is read anew: %s", tree.connection, refusal)
    same = CategoryTree.objects.filter(pk=tree.pk, reading=tree.reading)
    same.update(cursor="", trouble=str(refusal)[:300])


@transaction.atomic
def keep(tree: CategoryTree, page: Page[CategoryNode]) -> None:
    """Only if no other worker has read this page; the last one ends the reading."""
    row = lock_tree(tree.connection)
    if row is None or (row.reading, row.cursor) != (tree.reading, tree.cursor):
        return
    nodes = {node.external_id: row_of(row, node) for node in page.items}
    RemoteCategory.objects.bulk_create(
        nodes.values(),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["connection", "external_id"],
        update_fields=TOLD,
    )
    row.cursor, row.trouble = page.cursor, ""
    if not page.cursor:
        end(row)
    row.save()


def row_of(tree: CategoryTree, node: CategoryNode) -> RemoteCategory:
    path_vi, path_en = " > ".join(node.path_vi), " > ".join(node.path_en)
    return RemoteCategory(
        connection_id=tree.connection_id,
        external_id=short(node.external_id, 100),
        path_vi=short(path_vi, 1000),
        path_en=short(path_en, 1000),
        words=" " + normalise(f"{path_vi} {path_en}"),
        choosable=node.choosable,
        reading=tree.reading,
    )


def end(tree: CategoryTree) -> None:
    """What this reading has not seen is gone; what is chosen there is told apart."""
    nodes = RemoteCategory.objects.filter(connection=tree.connection_id)
    nodes.exclude(reading=tree.reading).delete()
    nodes.update(attributes_at=None)
    CategoryAdvice.objects.filter(connection=tree.connection_id).delete()
    tree.read, tree.read_at = tree.reading, timezone.now()
    for choice in note_gone(tree.connection):
        placed(tree.connection, choice.category)


def read_missing_attributes(connection: Connection) -> None:
    """Ask what the chosen categories ask for, where that is not known or is old."""
    chosen = CategoryChoice.objects.filter(connection=connection, gone=False)
    nodes = RemoteCategory.objects.filter(
        connection=connection,
        attributes_at=None,
        external_id__in=chosen.values("external_id"),
    )
    plugin = mapping_plugin(connection)
    for node in nodes:
        renew_lease()
        keep_attributes(node, plugin.attributes(node.external_id))


@transaction.atomic
def keep_attributes(node: RemoteCategory, attributes: Iterable[Attribute]) -> None:
    """What asks for something else than before is looked at again."""
    told = [asdict(attribute) for attribute in attributes]
    known = RemoteCategory.objects.select_for_update().filter(pk=node.pk).first()
    if known is None:
        return
    changed = known.attributes != told
    known.attributes, known.attributes_at = told, timezone.now()
    known.save(update_fields=["attributes", "attributes_at"])
    if changed:
        for category in placed_in(known):
            placed(known.connection, category)


def placed_in(node: RemoteCategory) -> list[Category]:
    choices = CategoryChoice.objects.filter(
        connection=node.connection_id, external_id=node.external_id
    )
    return [choice.category for choice in choices.select_related("category")]


def ask_advice(connection: Connection) -> None:
    """Let a platform that can say where it would put what lies in our categories."""
    plugin = mapping_plugin(connection)
    if type(plugin).recommended is MapsCategories.recommended:
        return
    for product in examples(connection):
        renew_lease()
        advice = plugin.recommended(product.title)
        CategoryAdvice.objects.update_or_create(
            connection=connection,
            category=product.category,
            defaults={"external_id": short(advice, 100)},
        )


def examples(connection: Connection) -> list[Product]:
    """A product of each category of which nothing was chosen or asked yet."""
    beside = {"connection": connection, "category": OuterRef("category")}
    known = Exists(CategoryAdvice.objects.filter(**beside))
    chosen = Exists(CategoryChoice.objects.filter(**beside))
    products = Product.objects.on_sale().filter(~known, ~chosen)
    first = products.order_by().values("category").annotate(first=Min("pk"))
    ids = list(first.values_list("first", flat=True)[:MOST_ADVICE])
    return list(Product.objects.filter(pk__in=ids).select_related("category"))
