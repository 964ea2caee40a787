"""What staff see of pictures that are fetched from an address."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from storefront.catalog import fetching
from storefront.catalog.models import PictureSource, Product


class PictureSources(admin.TabularInline[PictureSource, Product]):
    model = PictureSource
    fields = readonly_fields = ("url", "state", "why_column")
    extra = 0
    can_delete = False
    classes = ("collapse",)

    @admin.display(description=_("reason"))
    def why_column(self, source: PictureSource) -> str:
        return source.why or "–"

    def has_add_permission(
        self, request: HttpRequest, obj: Product | None = None
    ) -> bool:
        return False


@admin.register(PictureSource)
class PictureSourceAdmin(admin.ModelAdmin[PictureSource]):
    list_display = ("product", "url", "state", "why_column", "tries", "due_at")
    list_filter = ("state",)
    list_select_related = ("product",)
    search_fields = ("url", "product__search_text")
    ordering = ("-pk",)
    actions = ("try_again",)

    @admin.display(description=_("reason"))
    def why_column(self, source: PictureSource) -> str:
        return source.why or "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: PictureSource | None = None
    ) -> bool:
        """The rows are the fetcher's; whoever may change products may try again."""
        return obj is None and request.user.has_perm("catalog.change_product")

    @admin.action(description=_("Fetch again"), permissions=["change"])
    def try_again(self, request: HttpRequest, sources: QuerySet[PictureSource]) -> None:
        count = fetching.try_again(sources=sources)
        text = ngettext(
            "%(n)s picture is fetched again.",
            "%(n)s pictures are fetched again.",
            count,
        )
        messages.success(request, text % {"n": count})
