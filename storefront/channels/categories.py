"""Where our categories belong in the trees of the platforms, and what is said there."""

from collections.abc import Iterable, Mapping

from django.db.models import Q

from storefront.catalog.models import Category, Product
from storefront.channels.models import AttributeValue, CategoryChoice
from storefront.connections.models import Connection
from storefront.contract.data import Given


def channel_categories(
    connection: Connection, categories: Iterable[Category]
) -> dict[int, str]:
    """The platform's category for each of ours: its own choice, or the nearest above
    it; empty where nobody has chosen. One query.
    """
    chosen = {path: choice.external_id for path, choice in choices(connection).items()}
    return {category.pk: nearest(category, chosen) for category in categories}


def choices(connection: Connection) -> dict[str, CategoryChoice]:
    """By the place of our category in our own tree."""
    rows = CategoryChoice.objects.filter(connection=connection)
    return {row.category.path: row for row in rows.select_related("category")}


def nearest(category: Category, chosen: Mapping[str, str]) -> str:
    return next((chosen[path] for path in upwards(category) if path in chosen), "")


def upwards(category: Category) -> list[str]:
    """The places of the category and of those above it, the nearest first."""
    depths = range(category.depth, 0, -1)
    return [category.path[: Category.steplen * depth] for depth in depths]


def given_values(
    connection: Connection, products: Mapping[int, Category]
) -> dict[int, tuple[Given, ...]]:
    """What staff say for each product, named with its category: of itself, or of the
    nearest category above it that they say something of. One query.
    """
    places = {path for category in products.values() for path in upwards(category)}
    said = said_of(connection, places, products)
    return {
        pk: tuple(Given(key, values[key]) for key in sorted(values))
        for pk, category in (products.items() if said else ())
        for values in [together(said, (*reversed(upwards(category)), pk))]
    }


#: What is said, by the id of a product or the place of a category.
Said = Mapping[int | str, Mapping[str, str]]


def said_of(
    connection: Connection, places: Iterable[str], products: Iterable[int]
) -> Said:
    rows = AttributeValue.objects.filter(
        Q(product__in=products) | Q(category__path__in=places), connection=connection
    ).values_list("product", "category__path", "key", "value")
    said: dict[int | str, dict[str, str]] = {}
    for product_id, path, key, value in rows:
        said.setdefault(product_id or path, {})[key] = value
    return said


def together(said: Said, places: Iterable[int | str]) -> dict[str, str]:
    """The nearer ones come later, and win."""
    found: dict[str, str] = {}
    for place in places:
        found.update(said.get(place, {}))
    return found


def own_and_inherited(
    connection: Connection, of: Category | Product
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What staff say of this one itself, and of what is above it."""
    if isinstance(of, Category):
        own, *above = upwards(of)
        said = said_of(connection, upwards(of), [])
        return said.get(own, {}), together(said, reversed(above))
    places = upwards(of.category)
    said = said_of(connection, places, [of.pk])
    return said.get(of.pk, {}), together(said, reversed(places))
