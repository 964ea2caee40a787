"""Where our categories belong in the trees of the platforms."""

from collections.abc import Iterable

from storefront.catalog.models import Category
from storefront.channels.models import CategoryChoice
from storefront.connections.models import Connection


def channel_categories(
    connection: Connection, categories: Iterable[Category]
) -> dict[int, str]:
    """The platform's category for each of ours: its own choice, or the nearest above
    it; empty where nobody has chosen. One query.
    """
    chosen = dict(
        CategoryChoice.objects.filter(connection=connection).values_list(
            "category__path", "external_id"
        )
    )
    return {category.pk: nearest(category, chosen) for category in categories}


def nearest(category: Category, chosen: dict[str, str]) -> str:
    depths = range(category.depth, 0, -1) if chosen else ()
    paths = [category.path[: Category.steplen * depth] for depth in depths]
    return next((chosen[path] for path in paths if path in chosen), "")
