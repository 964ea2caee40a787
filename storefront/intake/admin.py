import json
from datetime import timedelta

from django.contrib import admin, messages
from django.db.models import F, Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from storefront.connections.credentials import CredentialsUnreadable
from storefront.connections.sealing import unseal
from storefront.contract import clock
from storefront.intake import services
from storefront.intake.models import ImportedOrder, Reading, SoldThing


class FailedFilter(admin.SimpleListFilter):
    title = _("import")
    parameter_name = "import"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[ImportedOrder]
    ) -> list[tuple[str, str]]:
        return [("failed", gettext("Failed")), ("due", gettext("Waiting to be read"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[ImportedOrder]
    ) -> QuerySet[ImportedOrder]:
        if self.value() == "failed":
            return queryset.exclude(problem="")
        if self.value() == "due":
            return queryset.filter(wanted__gt=F("looked"))
        return queryset


@admin.register(ImportedOrder)
class ImportedOrderAdmin(admin.ModelAdmin[ImportedOrder]):
    list_display = (
        "external_id",
        "connection",
        "order",
        "updated_at",
        "problem",
        "tries",
        "not_before",
    )
    list_filter = (FailedFilter, "connection", "past")
    search_fields = ("external_id", "order__number")
    list_select_related = ("connection", "order")
    actions = ("look_again",)

    def get_fields(  # type: ignore[override]
        self, request: HttpRequest, obj: ImportedOrder | None = None
    ) -> list[str]:
        shown = [*self.list_display, "read_at", "past"]
        if request.user.has_perm("intake.read_sealed"):
            shown.append("what_was_sent")
        return shown

    def get_readonly_fields(
        self, request: HttpRequest, obj: ImportedOrder | None = None
    ) -> list[str]:
        return self.get_fields(request, obj)

    @admin.display(description=_("what the channel sent"))
    def what_was_sent(self, row: ImportedOrder) -> str:
        return opened(row.sealed)

    @admin.action(description=_("Read again from the channel"), permissions=["replay"])
    def look_again(self, request: HttpRequest, rows: QuerySet[ImportedOrder]) -> None:
        for row in rows.select_related("connection"):
            services.look_again(row)
        text = ngettext(
            "%d order is read again.", "%d orders are read again.", len(rows)
        )
        self.message_user(request, text % len(rows), messages.SUCCESS)

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("intake.change_importedorder")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False


def opened(sealed: str) -> str:
    """Easy to read where it is JSON; why not, where its key is lost."""
    try:
        plain = unseal(sealed) if sealed else ""
    except CredentialsUnreadable as error:
        return str(error)
    try:
        return json.dumps(json.loads(plain), indent=2, ensure_ascii=False)
    except ValueError:
        return plain


@admin.register(SoldThing)
class SoldThingAdmin(admin.ModelAdmin[SoldThing]):
    list_display = ("__str__", "sku", "connection", "external_id", "variant")
    list_filter = (("variant", admin.EmptyFieldListFilter), "connection")
    search_fields = ("title", "sku", "external_id")
    fields = readonly_fields = ("connection", "external_id", "sku", "title", "variant")
    list_select_related = ("connection", "variant")
    autocomplete_fields = ("variant",)

    def get_readonly_fields(
        self, request: HttpRequest, obj: SoldThing | None = None
    ) -> tuple[str, ...]:
        """What it is can be said once: stock has been taken by it then."""
        known = obj is not None and obj.variant_id is not None
        return self.readonly_fields if known else self.readonly_fields[:-1]

    def save_model(
        self,
        request: HttpRequest,
        obj: SoldThing,
        form: ModelForm[SoldThing],
        change: bool,
    ) -> None:
        if obj.variant is None:
            return
        waited = services.say_what_it_is(thing=obj, variant=obj.variant)
        text = ngettext(
            "%d order has its goods now.", "%d orders have their goods now.", waited
        )
        self.message_user(request, text % waited, messages.SUCCESS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False


@admin.register(Reading)
class ReadingAdmin(admin.ModelAdmin[Reading]):
    list_display = (
        *("connection", "watermark", "through"),
        *("again_from", "failing_since", "problem"),
    )
    list_select_related = ("connection",)
    actions = ("read_day_again", "read_month_again")

    @admin.action(description=_("Read the last day again"), permissions=["replay"])
    def read_day_again(self, request: HttpRequest, rows: QuerySet[Reading]) -> None:
        self.read_again(rows, days=1)

    @admin.action(description=_("Read the last 30 days again"), permissions=["replay"])
    def read_month_again(self, request: HttpRequest, rows: QuerySet[Reading]) -> None:
        self.read_again(rows, days=30)

    def read_again(self, rows: QuerySet[Reading], *, days: int) -> None:
        for reading in rows:
            services.read_again(reading, since=clock.now() - timedelta(days=days))

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("intake.change_importedorder")

    @admin.display(description=_("complete up to"))
    def through(self, reading: Reading) -> object:
        return reading.connection.polled_through

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
