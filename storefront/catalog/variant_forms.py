"""How staff write variants, with a price for a while beside the usual one."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from storefront.catalog.forms import AXES, MoneyField
from storefront.catalog.models import Axis, Product, SalePrice, Variant
from storefront.catalog.rules import check_options
from storefront.catalog.sale_prices import period_problem, sale_of
from storefront.catalog.switching import drop_sale, set_sale
from storefront.contract import clock

SALE = {"sale_amount", "sale_starts_at", "sale_ends_at"}


class VariantForm(forms.ModelForm[Variant]):
    price = MoneyField(label=_("Price"))
    compare_at_price = MoneyField(label=_("Price before"), required=False)
    sale_amount = MoneyField(
        label=_("Sale price"),
        required=False,
        help_text=_(
            "While a sale runs, the price is the sale price, and the price before is"
            " the usual one, which comes back when it ends. Empty: no sale."
        ),
    )
    sale_starts_at = forms.SplitDateTimeField(
        label=_("Sale from"),
        required=False,
        widget=AdminSplitDateTime(),
        help_text=_("Empty: at once."),
    )
    sale_ends_at = forms.SplitDateTimeField(
        label=_("Sale until"),
        required=False,
        widget=AdminSplitDateTime(),
        help_text=_("Empty: until you take the sale price away."),
    )

    class Meta:
        model = Variant
        fields = "__all__"  # noqa: DJ007 - the inline's fieldsets choose

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if sale := self.sale:
            self.initial["sale_amount"] = sale.amount
            self.initial["sale_starts_at"] = sale.starts_at
            self.initial["sale_ends_at"] = sale.ends_at

    @property
    def sale(self) -> SalePrice | None:
        return sale_of(self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.changes_sale():
            self.clean_sale(cleaned)
        return cleaned

    def changes_sale(self) -> bool:
        return bool(SALE & set(self.changed_data))

    def clean_sale(self, cleaned: dict[str, Any]) -> None:
        amount, ends_at = cleaned.get("sale_amount"), cleaned.get("sale_ends_at")
        starts_at = cleaned["sale_starts_at"] = cleaned.get(
            "sale_starts_at"
        ) or clock.now().replace(microsecond=0)
        if not isinstance(amount, int):
            if isinstance(ends_at, datetime) and "sale_amount" not in self.errors:
                self.add_error("sale_amount", _("Which price holds until then?"))
            return
        if amount < 1:
            self.add_error("sale_amount", _("A price is above zero."))
        usual = cleaned.get("compare_at_price" if self.runs() else "price")
        if isinstance(usual, int) and amount >= usual:
            text = _("A sale price is below the usual price.")
            self.add_error("sale_amount", text)
        if problem := period_problem(starts_at, ends_at):
            self.add_error("sale_ends_at", problem)

    def runs(self) -> bool:
        return self.sale is not None and self.sale.running

    def save_sale(self) -> None:
        """After the variant was written."""
        if not self.changes_sale():
            return
        wanted = self.cleaned_data
        if wanted["sale_amount"] is None:
            drop_sale(variant_id=self.instance.pk)
            return
        set_sale(
            variant_id=self.instance.pk,
            amount=wanted["sale_amount"],
            starts_at=wanted["sale_starts_at"],
            ends_at=wanted["sale_ends_at"],
        )


class VariantFormSet(BaseInlineFormSet[Variant, Product, forms.ModelForm[Variant]]):
    """The variants of a product, judged together."""

    def add_fields(self, form: forms.ModelForm[Variant], index: int | None) -> None:
        super().add_fields(form, index)
        for name, number in zip(AXES, "123", strict=True):
            axis = getattr(self.instance, name)
            for language in ("vi", "en") if axis else ():
                label = f"{Axis(axis).label} [{language}]"
                form.fields[f"option_{number}_{language}"].label = label

    def written(self) -> list[Variant]:
        """What the last `save(commit=False)` left to be written."""
        return [*self.new_objects, *(row for row, _fields in self.changed_objects)]

    def save_sales(self) -> None:
        for form in self.forms:
            if isinstance(form, VariantForm) and form not in self.deleted_forms:
                form.save_sale()

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        kept = [
            form.instance
            for form in self.forms
            if form.has_changed() or form.instance.pk
            if form not in self.deleted_forms
        ]
        check_options(self.instance, kept)
        on_sale = any(not variant.archived for variant in kept)
        if self.instance.state == Product.State.ACTIVE and not on_sale:
            raise ValidationError(
                _("A product on sale needs a variant that is not archived.")
            )
