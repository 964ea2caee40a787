"""Each category of ours beside where it is, or may be, in a platform's tree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storefront.catalog.models import Category
from storefront.channels.categories import choices, upwards
from storefront.channels.guessing import Guesser
from storefront.channels.models import CategoryChoice, RemoteCategory
from storefront.channels.projection import category_paths
from storefront.connections.models import Connection

#: Nobody reads more finds; more words make fewer.
MOST_FOUND = 40


@dataclass(frozen=True, slots=True)
class Place:
    category: Category
    names: tuple[str, ...]
    #: Its own choice, or that of the nearest category above it.
    choice: CategoryChoice | None
    node: RemoteCategory | None
    guesses: list[RemoteCategory]

    @property
    def own(self) -> bool:
        return bool(self.choice and self.choice.category_id == self.category.pk)

    @property
    def seen(self) -> str:
        return self.choice.external_id if self.choice and self.own else ""

    @property
    def path(self) -> str:
        """Of what was chosen, in the reader's language while it is there."""
        return str(self.node or self.choice or "")


def places(connection: Connection, categories: Sequence[Category]) -> list[Place]:
    """In few queries, however many categories a page has."""
    chosen = choices(connection)
    nearest = {
        c.pk: next((chosen[p] for p in upwards(c) if p in chosen), None)
        for c in categories
    }
    guesser = Guesser(connection)
    names = category_paths(iter(categories))
    guesses = {c.pk: guesser.guesses(c, names[c.pk]) for c in categories}
    nodes = nodes_by_id(connection, ids_in(nearest.values(), guesses.values()))
    return [
        Place(
            category=category,
            names=names[category.pk],
            choice=choice,
            node=nodes.get(choice.external_id) if choice else None,
            guesses=[nodes[pk] for pk in guesses[category.pk] if pk in nodes],
        )
        for category in categories
        for choice in [nearest[category.pk]]
    ]


def ids_in(
    chosen: Iterable[CategoryChoice | None], guessed: Iterable[list[str]]
) -> set[str]:
    return {choice.external_id for choice in chosen if choice}.union(*guessed)


def nodes_by_id(
    connection: Connection, ids: Iterable[str]
) -> dict[str, RemoteCategory]:
    rows = RemoteCategory.objects.filter(connection=connection, external_id__in=ids)
    return {node.external_id: node for node in rows}
