"""The categories a file names: found by their names, from the top, or added."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from storefront.catalog import services
from storefront.catalog.models import Category

Path = tuple[tuple[str, str], ...]
LONGEST_NAME = 120


def unsorted() -> Path:
    """Where products go that come without a category."""
    names = []
    for language in ("vi", "en"):
        with override(language):
            names.append(_("Unsorted"))
    return ((names[0], names[1]),)


class Shelf:
    """Read anew for each chunk: what an undone transaction added is forgotten."""

    def __init__(self, *, dry_run: bool) -> None:
        self.dry_run = dry_run
        #: Paths that were not there before.
        self.added: list[str] = []
        self.known: dict[tuple[str, ...], Category] = {}
        names: dict[str, tuple[str, ...]] = {"": ()}
        for category in Category.objects.order_by("path"):
            above = names.get(category.path[: -category.steplen], ())
            key = (*above, (category.name_vi or "").casefold())
            names[category.path] = key
            self.known.setdefault(key, category)

    def place(self, path: Path) -> Category:
        """The category at the end of the path, with those above it."""
        above: Category | None = None
        for depth, (name, english) in enumerate(path, start=1):
            key = tuple(name.casefold() for name, _english in path[:depth])
            if key not in self.known:
                self.known[key] = self.add(name, english, above)
                self.added.append(" > ".join(name for name, _en in path[:depth]))
            above = self.known[key]
        assert above is not None  # noqa: S101 - a path has a name at least
        return above

    def add(self, name: str, english: str, above: Category | None) -> Category:
        category = Category(name_vi=name, name_en=english or None)
        if self.dry_run:
            return category
        return services.save_category(category, parent=above)
