"""The tree of categories, where staff order and move them."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storefront.catalog import services
from storefront.catalog.forms import CategoryForm, indented
from storefront.catalog.models import Category

#: As Django keeps the actions of a list: function, name and description of each.
Actions = dict[str, tuple[Callable[..., str], str, str] | None]


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin[Category]):
    """The tree, in its order. Categories move by links up and down, and by `below`."""

    form = CategoryForm
    fields = ("parent", ("name_vi", "name_en"), "slug", "shown")
    list_display = ("indented_name", "shown", "products_column", "slug")
    list_display_links = ("indented_name",)
    list_per_page = 500
    ordering = ("path",)
    actions = ("move_up", "move_down")

    class Media:
        css = {"all": ("css/staff.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        categories: QuerySet[Category] = (
            super().get_queryset(request).annotate(products_here=Count("products"))
        )
        return categories

    @admin.display(description=_("name"))
    def indented_name(self, category: Category) -> str:
        return indented(category)

    @admin.display(description=_("products"))
    def products_column(self, category: Category) -> int:
        return int(category.products_here)

    def save_model(
        self,
        request: HttpRequest,
        category: Category,
        form: ModelForm[Category],
        change: bool,
    ) -> None:
        parent = form.cleaned_data["parent"]
        services.save_category(category, parent=parent)
        if change and "parent" in form.changed_data:
            services.move_category(category, to=parent, place="last-child")

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: object = None
    ) -> HttpResponse:
        """A category with something in it stays: nothing vanishes by accident."""
        category = self.get_object(request, object_id)
        if category is None or services.category_is_empty(category):
            return super().delete_view(request, object_id)
        text = gettext(
            "Move the products and categories in “%(name)s” elsewhere first."
        )
        messages.error(request, text % {"name": category.name})
        return HttpResponseRedirect(
            reverse("admin:catalog_category_change", args=[category.pk])
        )

    def get_actions(self, request: HttpRequest) -> Actions:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.action(description=_("Move up"), permissions=["change"])
    def move_up(self, request: HttpRequest, categories: QuerySet[Category]) -> None:
        for category in categories.order_by("path"):
            before = Category.objects.get_prev_sibling(category)
            if before:
                services.move_category(category, to=before, place="left")

    @admin.action(description=_("Move down"), permissions=["change"])
    def move_down(self, request: HttpRequest, categories: QuerySet[Category]) -> None:
        for category in categories.order_by("-path"):
            behind = Category.objects.get_next_sibling(category)
            if behind:
                services.move_category(category, to=behind, place="right")
