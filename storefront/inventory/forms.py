"""How staff say what they counted."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from storefront.catalog.models import Variant
from storefront.inventory.models import MOST_UNITS, Location, Stock


class CountForm(forms.Form):
    """One stock row. What it held when the page was made comes back hidden."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    counted = forms.IntegerField(
        label=_("Counted"),
        min_value=0,
        max_value=MOST_UNITS,
        widget=forms.NumberInput(attrs={"class": "count"}),
    )

    def __init__(self, stock: Stock, answer: QueryDict | None) -> None:
        self.stock = stock
        self.answer = answer.copy() if answer is not None else None
        initial = {"seen": stock.on_hand, "counted": max(stock.on_hand, 0)}
        super().__init__(self.answer, initial=initial, prefix=f"stock-{stock.pk}")

    def numbers(self) -> tuple[int, int]:
        """What was seen, and what was counted."""
        return self.cleaned_data["seen"], self.cleaned_data["counted"]

    def differs(self) -> bool:
        """A row left as it was is not a count, whatever happened to it meanwhile."""
        seen, counted = self.numbers()
        return counted != max(seen, 0)

    def moved(self, now: int) -> None:
        """Refuse this count, and let the next one be about the present number."""
        self.add_error(
            None,
            _("%(seen)s when you looked, %(now)s now. Please count again.")
            % {"seen": self.cleaned_data["seen"], "now": now},
        )
        self.stock.on_hand = now
        if self.answer is not None:
            self.answer[self.add_prefix("seen")] = str(now)


class StockForm(forms.ModelForm[Stock]):
    """A place that gets a variant for the first time."""

    on_hand = forms.IntegerField(
        label=_("On hand"), min_value=0, max_value=MOST_UNITS, initial=0
    )

    class Meta:
        model = Stock
        fields = ("variant", "location")

    def clean_variant(self) -> Variant:
        variant: Variant = self.cleaned_data["variant"]
        if not variant.stock_tracked:
            raise ValidationError(_("The stock of this variant is not counted."))
        return variant


class LocationForm(forms.ModelForm[Location]):
    position = forms.IntegerField(
        label=_("Position"),
        min_value=0,
        max_value=1_000,
        help_text=_("Web orders take from the lowest position that has enough."),
    )

    class Meta:
        model = Location
        fields = ("name", "position", "sells_online")
