from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path

from storefront.health import views
from storefront.health.models import ConnectionHealth


@admin.register(ConnectionHealth)
class ConnectionHealthAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """No rows to change: the list is the health page."""

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        return [
            path("", inside(views.health), name="health_connectionhealth_changelist"),
            path(
                "preview/<int:connection_id>/",
                inside(views.show_preview),
                name="health_preview",
            ),
            path("figures/", inside(views.staff_figures), name="health_figures"),
            path("do/<int:connection_id>/", inside(views.act), name="health_act"),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: ConnectionHealth | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: ConnectionHealth | None = None
    ) -> bool:
        return False
