from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storefront.feeds import services, tasks
from storefront.feeds.models import Feed, LeftOut


class LeftOutRows(admin.TabularInline[LeftOut, Feed]):
    model = LeftOut
    fields = readonly_fields = ("sku", "why_column")
    extra = 0
    can_delete = False

    @admin.display(description=_("reason"))
    def why_column(self, row: LeftOut) -> str:
        return row.why

    def has_add_permission(self, request: HttpRequest, obj: Feed | None = None) -> bool:
        return False


@admin.register(Feed)
class FeedAdmin(admin.ModelAdmin[Feed]):
    """When it was built, what was left out and why, and the address to paste."""

    inlines = [LeftOutRows]
    list_display = (
        "connection",
        "built_at",
        "rows",
        "left_out_count",
        "up_to_date",
        "read_at",
    )
    list_select_related = ("connection",)
    actions = ("build_now", "renew_address")
    fields = readonly_fields = (
        "connection",
        "address_field",
        "built_at",
        "up_to_date",
        "rows",
        "left_out_count",
        "size",
        "changed_at",
        "read_at",
    )

    @admin.display(description=_("up to date"), boolean=True)
    def up_to_date(self, feed: Feed) -> bool:
        return feed.built >= feed.wanted

    @admin.display(description=_("address to paste"))
    def address_field(self, feed: Feed) -> str:
        if not feed.address:
            return gettext("It is being built; look again in a moment.")
        return format_html('<a href="{0}">{0}</a>', feed.address)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """Nothing on it is typed, so there is nothing to save."""
        buttons = ("show_save", "show_save_and_continue")
        context = dict.fromkeys(buttons, False) | {
            "title": gettext("Feed and its address")
        }
        return super().changeform_view(request, object_id, form_url, context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Feed | None = None
    ) -> bool:
        """It goes with its connection; until then the address can be renewed."""
        return False

    @admin.action(description=_("Build now"), permissions=["change"])
    def build_now(self, request: HttpRequest, feeds: QuerySet[Feed]) -> None:
        for feed in feeds:
            tasks.wake_build(feed)
        messages.success(request, gettext("It is being built; look again in a moment."))

    @admin.action(
        description=_("New address; the old one stops working"), permissions=["change"]
    )
    def renew_address(self, request: HttpRequest, feeds: QuerySet[Feed]) -> None:
        for feed in feeds:
            services.renew_address(feed=feed)
            text = gettext("%(feed)s: paste the new address into the platform.")
            messages.success(request, text % {"feed": feed})
