from django.contrib import admin
from django.http import HttpRequest

from storefront.outbox.models import Message


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
