from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
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
    list_display = ("__str__", "raised_at", "told_at", "times", "settled_at")
    list_filter = (("settled_at", admin.EmptyFieldListFilter), "raised_at")
    search_fields = ("key", "text_vi", "text_en")
    actions = ("settle",)

    @admin.action(description=_("Settled"), permissions=["settle"])
    def settle(self, request: HttpRequest, alerts: QuerySet[Alert]) -> None:
        for alert in alerts:
            settle_alert(key=alert.key)

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("outbox.change_alert")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, alert: Alert | None = None
    ) -> bool:
        return False
