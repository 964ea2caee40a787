from collections.abc import Callable

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from storefront.exchange import views
from storefront.exchange.formats import FORMATS
from storefront.exchange.formats.format import Format
from storefront.exchange.formats.mapped import Mapped
from storefront.exchange.models import Import, Preset


class FormatFilter(admin.SimpleListFilter):
    """A file that still asks what its columns are has no format yet."""

    title = _("format")
    parameter_name = "format"

    def lookups(
        self, request: HttpRequest, keeper: admin.ModelAdmin[Import]
    ) -> list[tuple[str, str]]:
        known: list[type[Format]] = [*FORMATS.values(), Mapped]
        return [(each.name, str(each.label)) for each in known]

    def queryset(
        self, request: HttpRequest, imports: QuerySet[Import]
    ) -> QuerySet[Import]:
        return imports.filter(format=self.value()) if self.value() else imports


@admin.register(Import)
class ImportAdmin(admin.ModelAdmin[Import]):
    """The list is Django's; a file, its questions and its report have pages of ours."""

    change_list_template = "exchange/imports.html"
    list_display = ("name", "format", "what", "state", "progress", "created_at")
    list_filter = ("state", FormatFilter)
    search_fields = ("name",)

    def get_urls(self) -> list[URLPattern]:
        pages: dict[str, tuple[Callable[..., HttpResponseBase], str]] = {
            "export/": (views.export, "exchange_export"),
            "export/<slug:format>.<slug:kind>": (views.download, "exchange_download"),
            "<int:run_id>/columns/": (views.columns, "exchange_columns"),
            "<int:run_id>/go/": (views.go, "exchange_go"),
            "<int:run_id>/options/": (views.options, "exchange_options"),
            "<int:run_id>/cancel/": (views.cancel, "exchange_cancel"),
            "<int:run_id>/report/": (views.report, "exchange_report"),
            "<int:run_id>/": (views.run, "exchange_run"),
        }
        ours = [
            path(route, self.admin_site.admin_view(view), name=name)
            for route, (view, name) in pages.items()
        ]
        return [*ours, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: object = None
    ) -> HttpResponse:
        return views.upload(request)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: object = None,
    ) -> HttpResponse:
        return redirect("admin:exchange_run", int(object_id))

    @admin.display(description=_("what"))
    def what(self, run: Import) -> str:
        return str(_("a look") if run.dry_run else _("brought in"))

    @admin.display(description=_("progress"))
    def progress(self, run: Import) -> str:
        return f"{run.cursor} / {run.total}" if run.total is not None else "–"


@admin.register(Preset)
class PresetAdmin(admin.ModelAdmin[Preset]):
    """What was said about columns can be forgotten here, and is asked again then."""

    list_display = ("name",)
    readonly_fields = ("name", "columns", "axes")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
