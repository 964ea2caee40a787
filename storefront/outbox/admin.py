from django.contrib import admin
from django.http import HttpRequest

from storefront.outbox.models import Message


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin[Message]):
    list_display = ("to", "subject", "about", "state", "created_at", "sent_at", "error")
    list_filter = ("state", "language")
    search_fields = ("to", "subject", "about")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, message: Message | None = None
    ) -> bool:
        return False
