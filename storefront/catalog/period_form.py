"""From when to when the new prices hold, on the page that changes many."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.catalog.price_forms import PriceRowForm
from storefront.catalog.sale_prices import period_problem, usual_price
from storefront.contract import clock


class Moment(forms.DateTimeInput):
    """A browser's own picker, in the shop's time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class PeriodForm(forms.Form):
    """Empty: the prices hold from now on, until they are changed again."""

    sale_from = forms.DateTimeField(
        label=_("Sale from"),
        required=False,
        widget=Moment(),
        help_text=_("With a beginning or an end, the new prices are sale prices."),
    )
    sale_until = forms.DateTimeField(
        label=_("Sale until"),
        required=False,
        widget=Moment(),
        help_text=_("Then the usual prices come back by themselves."),
    )

    @property
    def given(self) -> bool:
        return any(self.cleaned_data.values())

    @property
    def starts_at(self) -> datetime:
        found: datetime | None = self.cleaned_data["sale_from"]
        return found or clock.now().replace(microsecond=0)

    @property
    def ends_at(self) -> datetime | None:
        found: datetime | None = self.cleaned_data["sale_until"]
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("sale_from"), cleaned.get("sale_until")
        if problem := period_problem(begins, ends):
            self.add_error("sale_until", problem)
        return cleaned

    def suits(self, rows: Iterable[PriceRowForm]) -> bool:
        """A sale lowers the price; the rows that do not are marked."""
        raised = [
            row
            for row in rows
            if row.wanted().amount >= usual_price(row.variant).amount
        ]
        for row in raised:
            row.add_error("price", _("A sale price is below the usual price."))
        return not raised
