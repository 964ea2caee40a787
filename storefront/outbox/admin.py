from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from storefront.outbox.alerts import settle_alert
from storefront.outbox.models import Alert, Message


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin[Message]):
    list_display = (
        "to",
        "way",
        "subject",
        "about",
        "state",
        "created_at",
        "sent_at",
        "error",
    )
    list_filter = ("state", "way", "language")
    search_fields = ("to", "subject", "about")

    def get_exclude(
        self, request: HttpRequest, message: Message | None = None
    ) -> list[str]:
        return ["body"] if message and message.secret else []

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, message: Message | None = None
    ) -> bool:
        return False


@admin.register(Alert)
class AlertAdmin(admin.ModelAdmin[Alert]):
    list_display = ("__str__", "kind", "raised_at", "emailed_at", "times", "settled_at")
    list_filter = (("settled_at", admin.EmptyFieldListFilter), "kind", "raised_at")
    search_fields = ("subject", "text_vi", "text_en")
    actions = ("settle",)
    fields = (
        *("__str__", "fix", "page", "kind", "raised_at"),
        *("told_at", "times", "emailed_at", "settled_at"),
    )
    readonly_fields = ("fix", "page")

    @admin.display(description=_("what to do"))
    def fix(self, alert: Alert) -> str:
        return alert.fix or "-"

    @admin.display(description=_("page"))
    def page(self, alert: Alert) -> str:
        return format_html('<a href="{0}">{0}</a>', alert.link) if alert.link else "-"

    @admin.action(description=_("Settled"), permissions=["settle"])
    def settle(self, request: HttpRequest, alerts: QuerySet[Alert]) -> None:
        for alert in alerts:
            settle_alert(kind=alert.kind, subject=alert.subject)

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("outbox.change_alert")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, alert: Alert | None = None
    ) -> bool:
        return False
