from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storefront.catalog.templatetags.money import money
from storefront.customers.models import User
from storefront.payments import services, views
from storefront.payments.forms import BankAccountForm, StatementForm, TransferForm
from storefront.payments.models import BankAccount, Statement, Transfer


@admin.register(BankAccount)
class BankAccountAdmin(admin.ModelAdmin[BankAccount]):
    form = BankAccountForm
    list_display = ("bank_name", "number", "holder", "active")


@admin.register(Statement)
class StatementAdmin(admin.ModelAdmin[Statement]):
    """Uploading one leads on to its columns, and from there to its transfers."""

    form = StatementForm
    list_display = ("name", "uploaded_at", "made_by")

    def get_urls(self) -> list[URLPattern]:
        columns = self.admin_site.admin_view(views.import_transfers)
        name = "payments_statement_columns"
        return [path("<int:pk>/columns/", columns, name=name), *super().get_urls()]

    def save_model(
        self, request: HttpRequest, statement: Statement, form: Any, change: bool
    ) -> None:
        statement.made_by = request.user if isinstance(request.user, User) else None
        super().save_model(request, statement, form, change)

    def response_add(
        self, request: HttpRequest, statement: Statement, *rest: Any
    ) -> HttpResponse:
        address = reverse("admin:payments_statement_columns", args=[statement.pk])
        return HttpResponseRedirect(address)

    def change_view(
        self, request: HttpRequest, object_id: str, *rest: Any
    ) -> HttpResponse:
        address = reverse("admin:payments_statement_columns", args=[object_id])
        return HttpResponseRedirect(address)

    def has_delete_permission(
        self, request: HttpRequest, statement: Statement | None = None
    ) -> bool:
        return False


@admin.register(Transfer)
class TransferAdmin(admin.ModelAdmin[Transfer]):
    """What came in, and whose it was. Staff name the order where the text does not."""

    form = TransferForm
    list_display = ("booked", "sum", "text", "order", "came")
    list_filter = ("came", "created_at", "statement")
    list_select_related = ("order",)
    search_fields = ("text", "bank_reference", "order__number")
    readonly_fields = (
        "booked",
        "sum",
        "text",
        "bank_reference",
        "order",
        "came",
        "statement",
    )
    fields = (*readonly_fields, "order_number")

    @admin.display(description=_("amount"), ordering="amount")
    def sum(self, transfer: Transfer) -> str:
        return money(transfer.amount)

    def get_fields(
        self, request: HttpRequest, transfer: Transfer | None = None
    ) -> tuple[str, ...]:
        """Whose it is, is asked once."""
        known = transfer is not None and transfer.order_id is not None
        return (
            self.readonly_fields if known else (*self.readonly_fields, "order_number")
        )

    def save_model(
        self, request: HttpRequest, transfer: Transfer, form: Any, change: bool
    ) -> None:
        order = form.cleaned_data.get("order_number")
        if order is None or not isinstance(request.user, User):
            return
        assigned = services.assign_transfer(
            transfer=transfer, order=order, by=request.user
        )
        told = gettext("%(number)s: %(came)s.")
        facts = {"number": order, "came": assigned.get_came_display()}
        messages.success(request, told % facts)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, transfer: Transfer | None = None
    ) -> bool:
        return False
