from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from storefront.catalog.forms import MoneyField
from storefront.catalog.templatetags.money import money
from storefront.promotions.models import Voucher, VoucherUse


class VoucherForm(forms.ModelForm[Voucher]):
    amount = MoneyField(label=_("Amount"), required=False)
    most = MoneyField(
        label=_("At most"),
        required=False,
        help_text=_("Percent give no more than this. Empty: no bound."),
    )
    minimum = MoneyField(label=_("Goods for at least"), required=False)

    class Meta:
        model = Voucher
        fields = "__all__"  # noqa: DJ007 - the admin's rows choose

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().upper()

    def clean_amount(self) -> int:
        return self.cleaned_data["amount"] or 0

    def clean_minimum(self) -> int:
        return self.cleaned_data["minimum"] or 0


class Uses(admin.TabularInline[VoucherUse, Voucher]):
    model = VoucherUse
    extra = 0
    can_delete = False
    fields = readonly_fields = ("reference", "phone", "used_at", "ended_at")

    def has_add_permission(self, request: HttpRequest, *rest: Any) -> bool:
        return False


@admin.register(Voucher)
class VoucherAdmin(admin.ModelAdmin[Voucher]):
    """A voucher that has been used is switched off, not deleted."""

    form = VoucherForm
    list_display = ("code", "kind", "gives", "used", "total_limit", "ends_at", "active")
    list_filter = ("active", "kind")
    search_fields = ("code",)
    inlines = (Uses,)
    fields = (
        ("code", "active"),
        ("kind", "percent", "amount", "most"),
        "minimum",
        ("total_limit", "per_customer"),
        ("starts_at", "ends_at"),
    )

    @admin.display(description=_("gives"))
    def gives(self, voucher: Voucher) -> str:
        if voucher.kind == Voucher.Kind.PERCENT:
            return f"{voucher.percent} %"
        return money(voucher.amount) if voucher.amount else "–"

    def has_delete_permission(
        self, request: HttpRequest, voucher: Voucher | None = None
    ) -> bool:
        allowed = super().has_delete_permission(request, voucher)
        return allowed and (voucher is None or not voucher.uses.exists())
