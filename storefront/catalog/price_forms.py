"""The page on which staff change many prices: a rule, and a row for each variant."""

import re
from decimal import Decimal

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from storefront.catalog.forms import MoneyField
from storefront.catalog.models import Variant
from storefront.catalog.money import format_money, parse_money
from storefront.catalog.price import Price, present
from storefront.catalog.pricing import How, PriceRule

STEPS = (1, 100, 500, 1_000, 10_000)
PERCENT = re.compile(r"([+\-\u2212]?)([0-9]{1,3}(?:[.,][0-9]{1,2})?)\s*%?")
LOWEST_PERCENT, HIGHEST_PERCENT = -90, 500


def steps() -> list[tuple[int, str]]:
    language = get_language() or "vi"
    return [
        (step, format_money(step, settings.SHOP_CURRENCY, language)) for step in STEPS
    ]


class RuleForm(forms.Form):
    how = forms.ChoiceField(
        label=_("New price"),
        choices=[(How.PERCENT, _("change by percent")), (How.SET, _("set to"))],
    )
    value = forms.CharField(
        label=_("Value"),
        max_length=40,
        help_text=_("Such as -10 for ten percent less, or 125.000 as a price."),
        widget=forms.TextInput(attrs={"size": 14}),
    )
    step = forms.TypedChoiceField(
        label=_("Round to"), choices=steps, coerce=int, initial=1_000
    )
    show_before = forms.BooleanField(
        label=_("Show the present price as the price before"), required=False
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        how, value = cleaned.get("how"), cleaned.get("value")
        if how and isinstance(value, str):
            try:
                cleaned["value"] = read_value(How(str(how)), value)
            except ValidationError as error:
                self.add_error("value", error)
        return cleaned

    def rule(self) -> PriceRule:
        cleaned = self.cleaned_data
        return PriceRule(
            How(cleaned["how"]),
            cleaned["value"],
            cleaned["step"],
            cleaned["show_before"],
        )


def read_value(how: How, text: str) -> Decimal:
    if how is How.SET:
        return Decimal(parse_money(text, settings.SHOP_CURRENCY))
    found = PERCENT.fullmatch(text.strip())
    if found is None:
        raise ValidationError(_("Write percent like -10 or +5."), "percent")
    percent = Decimal(found[2].replace(",", ".")) * (1 if found[1] in {"", "+"} else -1)
    if not LOWEST_PERCENT <= percent <= HIGHEST_PERCENT:
        raise ValidationError(
            _("Prices can change by %(low)s to %(high)s percent."),
            "percent",
            {"low": LOWEST_PERCENT, "high": HIGHEST_PERCENT},
        )
    return percent


class PriceRowForm(forms.Form):
    """One variant. What it cost when the page was made comes back hidden."""

    seen_price = forms.IntegerField(widget=forms.HiddenInput)
    seen_before = forms.IntegerField(widget=forms.HiddenInput, required=False)
    price = MoneyField(label=_("Price"))
    before = MoneyField(label=_("Price before"), required=False)

    def __init__(
        self, variant: Variant, answer: QueryDict | None, *, price: Price | None = None
    ) -> None:
        self.variant = variant
        self.answer = answer.copy() if answer is not None else None
        now = price or present(variant)
        initial = {"price": now.amount, "before": now.before} | self.stamp()
        prefix = f"variant-{variant.pk}"
        super().__init__(self.answer, initial=initial, prefix=prefix)

    def stamp(self) -> dict[str, int | None]:
        now = present(self.variant)
        return {"seen_price": now.amount, "seen_before": now.before}

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        price, before = cleaned.get("price"), cleaned.get("before")
        if not isinstance(price, int) or not self.differs():
            return cleaned
        if price < 1:
            self.add_error("price", _("A price is above zero."))
        if isinstance(before, int) and before <= price:
            self.add_error("before", _("The price before must be above the price."))
        if self.seen() != present(self.variant):
            self.add_error(None, _("This price was changed meanwhile. Is yours right?"))
            self.stamp_anew()
        return cleaned

    def differs(self) -> bool:
        """A row left as it was is no edit, whatever happened to it meanwhile."""
        return self.wanted() != self.seen()

    def seen(self) -> Price:
        cleaned = self.cleaned_data
        return Price(cleaned.get("seen_price", 0), cleaned.get("seen_before"))

    def stamp_anew(self) -> None:
        """Let the next answer count: the page that goes out shows the present price."""
        if self.answer is None:
            return
        for name, value in self.stamp().items():
            self.answer[self.add_prefix(name)] = "" if value is None else str(value)

    def wanted(self) -> Price:
        return Price(self.cleaned_data["price"], self.cleaned_data.get("before"))
