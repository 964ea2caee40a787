"""Staff's view of what platforms told us by themselves."""

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storefront.connections import receiving
from storefront.connections.credentials import CredentialsUnreadable
from storefront.connections.deliveries import unpacked
from storefront.connections.models import Delivery


class Kept(admin.ModelAdmin[Model]):
    """Nobody writes into what others said."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False


class DeliveryAdmin(Kept):
    list_display = ("service", "connection", "received_at", "state", "problem", "size")
    list_filter = ("state", "service")
    list_select_related = ("connection",)
    date_hierarchy = "received_at"
    actions = ("handle_again",)

    def get_fields(  # type: ignore[override]
        self, request: HttpRequest, obj: Model | None = None
    ) -> list[str]:
        shown = [*self.list_display, "handled_at"]
        if request.user.has_perm("connections.read_delivery"):
            shown.append("what_it_says")
        return shown

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> list[str]:
        return self.get_fields(request, obj)

    @admin.display(description=_("what it says"))
    def what_it_says(self, row: Delivery) -> str:
        try:
            return unpacked(row).body.decode(errors="replace")
        except CredentialsUnreadable as error:
            return str(error)

    @admin.action(description=_("Read again"), permissions=["replay"])
    def handle_again(self, request: HttpRequest, rows: QuerySet[Delivery]) -> None:
        for row in rows.select_related("connection"):
            self.message_user(request, *read_again(row))

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("connections.change_delivery")


def read_again(row: Delivery) -> tuple[str, int]:
    """Let it be read again, and put into words what came of it."""
    facts = {"delivery": row}
    try:
        receiving.handle_again(row)
    except (ValueError, CredentialsUnreadable) as error:
        told = gettext("%(delivery)s cannot be read: %(reason)s")
        return told % {**facts, "reason": error}, messages.ERROR
    return gettext("%(delivery)s is read again.") % facts, messages.SUCCESS


class WebhookEventAdmin(Kept):
    list_display = (
        "kind",
        "external_id",
        "service",
        "account",
        "connection",
        "first_told_at",
        "times",
        "passed_on_at",
    )
    list_filter = ("service", ("connection", admin.EmptyFieldListFilter), "kind")
    search_fields = ("external_id", "event_id", "account")
    list_select_related = ("connection", "delivery")
