from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from storefront.connections import breaker, consent_views, services, views
from storefront.connections.delivery_admin import DeliveryAdmin, WebhookEventAdmin
from storefront.connections.forms import CloseForm, PauseForm
from storefront.connections.models import (
    Connection,
    ConnectionQuerySet,
    Delivery,
    WebhookEvent,
)
from storefront.connections.standstill import standstill
from storefront.contract import plugin

admin.site.register(Delivery, DeliveryAdmin)
admin.site.register(WebhookEvent, WebhookEventAdmin)


class ServiceFilter(admin.AllValuesFieldListFilter):
    """By the names people know, where the rows hold slugs."""

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        known = plugin.services()
        for choice in super().choices(changelist):
            found = known.get(str(choice["display"]))
            yield choice | {"display": found.name} if found else choice


@admin.register(Connection)
class ConnectionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = [
        "__str__",
        "state",
        "goes_out",
        "service_name",
        "account",
        "language",
    ]
    list_filter = ["state", "needs_staff", ("service", ServiceFilter)]
    search_fields = ["name", "account", "service"]
    actions = [
        "check_credentials",
        "pause_connections",
        "resume_connections",
        "close_connections",
    ]

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        """Whose page is not opened to those who may only look has no link to it."""
        if not self.has_change_permission(request):
            return None
        return super().get_list_display_links(request, list_display)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """Django's own holds a transaction; this one asks the platform meanwhile."""
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        context |= extra_context or {}
        if object_id is None:
            return self.connect_new(request, context)
        connection = self.get_object(request, object_id)
        if connection is None:
            raise Http404(object_id)
        if not self.has_change_permission(request, connection):
            raise PermissionDenied
        return self.change(request, context, connection)

    def change(
        self, request: HttpRequest, context: dict[str, object], connection: Connection
    ) -> HttpResponse:
        if request.GET.get("by") == "consent":
            slug = connection.service
            return consent_views.set_out(request, context, slug, connection)
        if connection.grant_id and not connection.closed:
            return consent_views.granted(request, context, connection)
        return views.connect_account(request, context, connection.service, connection)

    def get_urls(self) -> list[URLPattern]:
        back = self.admin_site.admin_view(self.back_from_consent)
        return [path("back/", back, name="consent_back"), *super().get_urls()]

    def back_from_consent(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return consent_views.back(request, context)

    def connect_new(
        self, request: HttpRequest, context: dict[str, object]
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        if slug := request.GET.get("service"):
            if request.GET.get("by") == "consent":
                return consent_views.set_out(request, context, slug)
            return views.connect_account(request, context, slug)
        return views.choose_service(request, context)

    def has_delete_permission(
        self,
        request: HttpRequest,
        obj: Connection | None = None,
    ) -> bool:
        """Never: something of it may still be shown outside. It is closed instead."""
        return False

    @admin.display(description=gettext_lazy("service"), ordering="service")
    def service_name(self, connection: Connection) -> str:
        found = plugin.services().get(connection.service)
        return found.name if found else _("%s (plugin missing)") % connection.service

    @admin.display(description=gettext_lazy("calls"))
    def goes_out(self, connection: Connection) -> str:
        stopped = standstill(connection) or breaker.refusal(connection)
        return str(stopped or _("Go out"))

    @admin.action(
        description=gettext_lazy("Check the credentials"), permissions=["change"]
    )
    def check_credentials(
        self, request: HttpRequest, connections: ConnectionQuerySet
    ) -> None:
        for connection in connections:
            try:
                services.check_connection(connection)
            except ValidationError as error:
                text = f"{connection}: {' '.join(error.messages)}"
                self.message_user(request, text, messages.ERROR)
            else:
                text = _("%(name)s: the credentials work.") % {"name": connection}
                self.message_user(request, text, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Pause …"), permissions=["change"])
    def pause_connections(
        self, request: HttpRequest, connections: ConnectionQuerySet
    ) -> HttpResponse | None:
        form = PauseForm(request.POST if "reason" in request.POST else None)
        if form.is_valid():
            for connection in connections:
                services.pause(connection, **form.cleaned_data)
            return None
        return self.ask(
            request, connections, form, _("Pause"), "connections/pause.html"
        )

    def ask(
        self,
        request: HttpRequest,
        connections: ConnectionQuerySet,
        form: Form,
        title: str,
        template: str,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "connections": connections,
            "form": form,
        }
        return TemplateResponse(request, template, context)

    @admin.action(description=gettext_lazy("Resume"), permissions=["change"])
    def resume_connections(
        self,
        request: HttpRequest,
        connections: ConnectionQuerySet,
    ) -> None:
        for connection in connections:
            services.resume(connection)

    @admin.action(description=gettext_lazy("Close …"), permissions=["change"])
    def close_connections(
        self, request: HttpRequest, connections: ConnectionQuerySet
    ) -> HttpResponse | None:
        form = CloseForm(request.POST if "how" in request.POST else None)
        if not form.is_valid():
            title, template = _("Close"), "connections/close.html"
            return self.ask(request, connections, form, title, template)
        leave = form.cleaned_data["how"] == CloseForm.LEAVE
        for connection in connections:
            (services.close if leave else services.begin_closing)(connection)
        return None
