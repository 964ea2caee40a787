"""What staff narrow the list of products by."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from storefront.catalog.brands import brands
from storefront.catalog.forms import indented
from storefront.catalog.models import Category
from storefront.catalog.views import numbers


class BrandFilter(admin.AllValuesFieldListFilter):
    """Goods without a brand are a choice with a name, too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Instead of a query that reads every product; Django only goes through them.
        self.lookup_choices = brands()  # type: ignore[assignment]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or _("No brand")}


class CategoryFilter(admin.SimpleListFilter):
    """A category with all below it."""

    title = _("category")
    parameter_name = "category"
    #: How the listed rows come to the path of their category.
    category_path = "category__path"

    def lookups(
        self, request: HttpRequest, model_admin: object
    ) -> list[tuple[str, str]]:
        categories = Category.objects.order_by("path")
        return [(str(category.pk), indented(category)) for category in categories]

    def queryset(self, request: HttpRequest, rows: QuerySet[Model]) -> QuerySet[Model]:
        chosen = Category.objects.filter(pk=self.chosen()).first()
        if chosen is None:
            return rows
        return rows.filter(**{f"{self.category_path}__startswith": chosen.path})

    def chosen(self) -> int | None:
        return next(iter(numbers(self.value() or "")), None)
