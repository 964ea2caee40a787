"""Staff say where a category of ours belongs in a platform's tree.

The tree's row is locked first: a choice and the end of a reading wait for each other.
"""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from storefront.catalog.models import Category, Product
from storefront.channels.models import (
    AttributeValue,
    CategoryChoice,
    CategoryTree,
    Part,
    RemoteCategory,
)
from storefront.channels.planner import CHUNK, raise_wanted
from storefront.channels.signals import category_placed
from storefront.connections.models import Connection
from storefront.contract import data
from storefront.jobs.services import renew_lease


class CannotChoose(Exception):
    """Why not, in the reader's language. Nothing was changed."""


@transaction.atomic
def choose(
    *, connection: Connection, category: Category, external_id: str, seen: str
) -> None:
    """Put the category, and what is below it without a choice of its own, there. An
    empty id: it follows the one above it. `seen` is what the chooser had before.
    """
    lock_tree(connection)
    rows = CategoryChoice.objects.filter(connection=connection, category=category)
    refuse_unseen(rows.first(), seen)
    if external_id:
        put(connection, category, external_id)
    else:
        rows.delete()
    placed(connection, category)


def put(connection: Connection, category: Category, external_id: str) -> None:
    there = RemoteCategory.objects.choosable().filter(connection=connection)
    node = there.filter(external_id=external_id).first()
    if node is None:
        raise CannotChoose(_("The channel has this category no longer."))
    CategoryChoice.objects.update_or_create(
        connection=connection,
        category=category,
        defaults={"external_id": external_id, "path": node.original, "gone": False},
    )


def lock_tree(connection: Connection) -> CategoryTree | None:
    rows = CategoryTree.objects.filter(connection=connection)
    return rows.select_for_update().first()


def refuse_unseen(choice: CategoryChoice | None, seen: str) -> None:
    if choice and choice.external_id != seen:
        text = _("Somebody has chosen “%(path)s” meanwhile. Look at it first.")
        raise CannotChoose(text % {"path": choice})
    if seen and not choice:
        raise CannotChoose(_("Somebody has taken the choice back meanwhile."))


@transaction.atomic
def give_values(
    *, connection: Connection, of: Category | Product, values: Mapping[str, str]
) -> None:
    """Keep what is said of a category or of a product; an empty value says nothing."""
    if isinstance(of, Category):
        write_values(connection, values, category=of)
        placed(connection, of)
    else:
        write_values(connection, values, product=of)
        raise_wanted(contents(connection).filter(listing__product=of))


def write_values(
    connection: Connection, values: Mapping[str, str], **owner: Category | Product
) -> None:
    lock_tree(connection)
    rows = AttributeValue.objects.filter(connection=connection, **owner)
    rows.filter(key__in=values).delete()
    AttributeValue.objects.bulk_create(
        AttributeValue(connection=connection, key=key, value=value, **owner)
        for key, value in values.items()
        if value
    )


@transaction.atomic
def note_gone(connection: Connection) -> list[CategoryChoice]:
    """Compare the choices with the tree; return those that went or came back."""
    there = Exists(
        RemoteCategory.objects.choosable().filter(
            connection=connection, external_id=OuterRef("external_id")
        )
    )
    rows = CategoryChoice.objects.filter(connection=connection)
    went, back = rows.filter(~there, gone=False), rows.filter(there, gone=True)
    changed = [*went, *back]
    for choice in changed:
        choice.gone = not choice.gone
        choice.save(update_fields=["gone"])
    return changed


def want_anew(connection: Connection, category: Category) -> None:
    """Want the content of exactly those listings that the category's choice and values
    say something of, a chunk at a time. Doing it again sends nothing again.
    """
    after = 0
    concerned = contents_below(connection, category).order_by("pk")
    while ids := list(
        concerned.filter(pk__gt=after).values_list("pk", flat=True)[:CHUNK]
    ):
        renew_lease()
        with transaction.atomic():
            raise_wanted(Part.objects.filter(pk__in=ids))
        after = ids[-1]


def contents_below(connection: Connection, category: Category) -> QuerySet[Part]:
    below = {"listing__product__category__path__startswith": category.path}
    return contents(connection).filter(**below)


def contents(connection: Connection) -> QuerySet[Part]:
    return Part.objects.filter(
        connection=connection, name=data.Part.CONTENT, listing__shown=True
    )


def placed(connection: Connection, category: Category) -> None:
    category_placed.send(Connection, connection=connection, category=category)
