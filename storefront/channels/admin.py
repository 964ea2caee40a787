from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Exists, ForeignKey, OuterRef, Q, QuerySet
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from storefront.channels import (
    buffers,
    category_views,
    guard_views,
    readback,
    services,
    views,
)
from storefront.channels.models import (
    Attempt,
    CategoryTree,
    Drift,
    Listing,
    Part,
    ReadBack,
    Review,
    SyncRun,
    Upkeep,
)
from storefront.channels.proof_admin import DriftAdmin, UpkeepAdmin, timeline
from storefront.connections.models import Connection

admin.site.register(Drift, DriftAdmin)
admin.site.register(Upkeep, UpkeepAdmin)

STANDINGS = {
    "held": _("Held back: perhaps there already"),
    "refused": _("Refused"),
    "waiting": _("Waiting"),
    "in_review": _("The channel looks at it"),
    "confirmed": _("Confirmed"),
}


class StandingFilter(admin.SimpleListFilter):
    title = _("standing")
    parameter_name = "standing"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Listing]
    ) -> list[tuple[str, str]]:
        return [(name, str(label)) for name, label in STANDINGS.items()]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Listing]
    ) -> QuerySet[Listing]:
        own = Part.objects.filter(listing=OuterRef("pk"))
        refused = Exists(own & Part.objects.refused_as_they_stand())
        waiting = Exists(own & Part.objects.waiting())
        in_review = Exists(Review.objects.waiting().filter(listing=OuterRef("pk")))
        conditions = {
            "held": Q(held=True),
            "refused": Q(refused),
            "waiting": Q(waiting),
            "in_review": Q(in_review),
            "confirmed": ~Q(refused) & ~Q(waiting) & ~Q(in_review) & Q(held=False),
        }
        chosen = conditions.get(self.value() or "")
        return queryset.filter(chosen) if chosen else queryset


class PartInline(admin.TabularInline[Part, Listing]):
    model = Part
    fields = readonly_fields = (
        "what",
        "wanted",
        "attempted",
        "confirmed",
        "confirmed_at",
        "proven_at",
        "problem_texts",
    )
    extra = 0
    can_delete = False

    def has_add_permission(
        self, request: HttpRequest, obj: Listing | None = None
    ) -> bool:
        return False

    @admin.display(description=_("part"))
    def what(self, part: Part) -> str:
        thing = part.offer or _("Listing")
        return f"{thing}: {part.get_name_display()}"

    @admin.display(description=_("problems"))
    def problem_texts(self, part: Part) -> SafeString:
        return problems(part)


def problems(part: Part) -> SafeString:
    """Why it was refused and what to do, in the reader's language."""
    language = "vi" if (get_language() or "vi").startswith("vi") else "en"
    rows = [
        (problem["message"][language], (problem["fix"] or {}).get(language, ""))
        for problem in part.problems
    ]
    return format_html_join("\n", "<p>{} {}</p>", rows)


@admin.register(Listing)
class ListingAdmin(admin.ModelAdmin[Listing]):
    list_display = ["product", "connection", "standing", "listed_at", "external_id"]
    list_filter = ["connection", StandingFilter, "shown"]
    search_fields = ["product__search_text", "offers__sku", "external_id"]
    readonly_fields = [
        "connection",
        "product",
        "split",
        "shown",
        "external_id",
        "listed_at",
        "stock_offered",
        "answers",
    ]
    exclude = ["planned_rules", "planned_mapping"]
    list_select_related = ["product", "connection"]
    inlines = [PartInline]
    actions = ["try_again"]

    class Media:
        css = {"all": ["css/health.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Listing]:
        refused = Count(
            "parts", filter=Q(parts__in=Part.objects.refused_as_they_stand())
        )
        waiting = Count("parts", filter=Q(parts__in=Part.objects.waiting()))
        in_review = Exists(Review.objects.waiting().filter(listing=OuterRef("pk")))
        rows = super().get_queryset(request)
        return rows.annotate(
            refused_parts=refused, waiting_parts=waiting, in_review=in_review
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Listing | None = None
    ) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(guard_views.guards)
        own = path("guards/<int:connection_id>/", page, name="channels_guards")
        return [own, *super().get_urls()]

    @admin.display(description=_("stock"))
    def stock_offered(self, listing: Listing) -> SafeString:
        rows = [(line,) for line in buffers.in_words(listing)]
        return format_html_join("\n", "<p>{}</p>", rows)

    @admin.display(description=_("answers of the platform"))
    def answers(self, listing: Listing) -> SafeString:
        return timeline(listing)

    @admin.display(description=_("standing"))
    def standing(self, listing: Listing) -> str:
        if listing.held:
            return str(STANDINGS["held"])
        counts = vars(listing)  # annotated by get_queryset
        if counts["refused_parts"]:
            return str(STANDINGS["refused"])
        if counts["waiting_parts"]:
            return str(STANDINGS["waiting"])
        return str(STANDINGS["in_review" if counts["in_review"] else "confirmed"])

    @admin.action(description=_("Try what was refused again"))
    def try_again(self, request: HttpRequest, listings: QuerySet[Listing]) -> None:
        raised = services.try_again(
            Listing.objects.filter(pk__in=listings.values("pk"))
        )
        text = ngettext("%d part is tried again.", "%d parts are tried again.", raised)
        self.message_user(request, text % raised, messages.SUCCESS)


@admin.register(SyncRun)
class SyncRunAdmin(admin.ModelAdmin[SyncRun]):
    list_display = ["connection", "state", "progress", "started_at", "ended_at"]
    list_filter = ["connection", "state"]
    readonly_fields = ["connection", "state", "total", "left", "started_at", "ended_at"]
    list_select_related = ["connection"]
    actions = ["cancel"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: SyncRun | None = None
    ) -> list[str]:
        """A new one asks for the connection; the rest follows by itself."""
        return self.readonly_fields if obj else self.readonly_fields[1:]

    def save_model(
        self, request: HttpRequest, obj: SyncRun, form: ModelForm[SyncRun], change: bool
    ) -> None:
        obj.pk = services.start_sync(obj.connection).pk
        obj.refresh_from_db()

    @admin.display(description=_("progress"))
    def progress(self, run: SyncRun) -> str:
        return f"{run.done} / {run.total}"

    @admin.action(description=_("Cancel"))
    def cancel(self, request: HttpRequest, runs: QuerySet[SyncRun]) -> None:
        cancelled = sum(services.cancel_sync(run) for run in runs)
        text = ngettext("%d run cancelled.", "%d runs cancelled.", cancelled)
        self.message_user(request, text % cancelled, messages.SUCCESS)


@admin.register(ReadBack)
class ReadBackAdmin(admin.ModelAdmin[ReadBack]):
    list_display = [
        "connection",
        "state",
        "items",
        "found",
        "mend",
        "started_at",
        "ended_at",
    ]
    list_filter = ["connection", "state"]
    readonly_fields = ["state", "items", "trouble", "started_at", "ended_at"]
    fields = ["connection"]
    list_select_related = ["connection"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        here = "<int:connection_id>/"
        own = [
            path("found/" + here, view(views.found), name="channels_found"),
            path("mending/" + here, view(views.mending), name="channels_mending"),
            path("assign/<int:item_id>/", view(views.assign), name="channels_assign"),
        ]
        return [*own, *super().get_urls()]

    def has_change_permission(
        self, request: HttpRequest, obj: ReadBack | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: ReadBack | None = None
    ) -> bool:
        return False

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Only connections whose platforms tell what they hold."""
        able = [c.pk for c in Connection.objects.open() if readback.reads_back(c)]
        kwargs["queryset"] = Connection.objects.filter(pk__in=able)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(
        self,
        request: HttpRequest,
        obj: ReadBack,
        form: ModelForm[ReadBack],
        change: bool,
    ) -> None:
        obj.pk = services.read_back(obj.connection).pk
        obj.refresh_from_db()

    @admin.display(description=_("found"))
    def found(self, run: ReadBack) -> SafeString:
        address = reverse("admin:channels_found", args=[run.connection_id])
        return format_html('<a href="{}">{}</a>', address, _("Whose is it?"))

    @admin.display(description=_("pre-flight"))
    def mend(self, run: ReadBack) -> SafeString:
        address = reverse("admin:channels_mending", args=[run.connection_id])
        return format_html('<a href="{}">{}</a>', address, _("What is to be mended?"))


@admin.register(CategoryTree)
class CategoryTreeAdmin(admin.ModelAdmin[CategoryTree]):
    list_display = ["connection", "choose", "read_at", "trouble"]
    list_display_links = None
    list_select_related = ["connection"]

    def get_urls(self) -> list[URLPattern]:
        places, one = "categories/<int:connection_id>/", "<int:category_id>/"
        values = "values/<int:connection_id>/<int:product_id>/"
        own = [
            path(route, self.admin_site.admin_view(view), name=f"channels_{name}")
            for route, view, name in (
                (places, category_views.categories, "categories"),
                (places + one, category_views.category, "category"),
                (values, category_views.product_values, "product_values"),
            )
        ]
        return [*own, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: CategoryTree | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: CategoryTree | None = None
    ) -> bool:
        return False

    @admin.display(description=_("categories"))
    def choose(self, tree: CategoryTree) -> SafeString:
        address = reverse("admin:channels_categories", args=[tree.connection_id])
        return format_html('<a href="{}">{}</a>', address, _("What belongs where?"))


@admin.register(Attempt)
class AttemptAdmin(admin.ModelAdmin[Attempt]):
    list_display = ["connection", "endpoint", "started_at", "answered_at", "error"]
    list_filter = ["connection", "endpoint"]
    date_hierarchy = "started_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Attempt | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Attempt | None = None
    ) -> bool:
        return False
