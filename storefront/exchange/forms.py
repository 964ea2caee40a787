"""What staff are asked about a file."""

from babel.numbers import get_currency_name
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from storefront.catalog.models import Axis
from storefront.exchange import asking
from storefront.exchange.choices import Choices
from storefront.exchange.fields import FIELDS
from storefront.exchange.formats.mapped import guess
from storefront.exchange.rows import Unreadable

#: Currencies that files are likely to be in; any other goes through the command.
CURRENCIES = ("VND", "USD", "EUR", "GBP", "JPY", "CNY", "KRW", "THB", "SGD", "AUD")


def currency_choices() -> list[tuple[str, str]]:
    language = get_language() or settings.LANGUAGE_CODE
    codes = dict.fromkeys((settings.SHOP_CURRENCY, *CURRENCIES))
    return [
        (code, f"{code} – {get_currency_name(code, locale=language)}") for code in codes
    ]


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or XLSX: an export of Shopify, WooCommerce, Haravan or Sapo, one of"
            " this shop, or any list with a SKU on each line. Nothing is changed before"
            " you have seen what would be."
        ),
    )
    currency = forms.ChoiceField(label=_("Currency of its prices"))
    rate = forms.CharField(
        label=_("Rate"),
        required=False,
        help_text=_("How much of the shop's currency one of the file's is: 25400."),
    )
    pictures = forms.BooleanField(
        label=_("Fetch the pictures it names"), required=False, initial=True
    )
    keep_stock = forms.BooleanField(
        label=_("Leave the stock of what the shop has already as it is"),
        required=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["currency"].choices = currency_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        try:
            asking.check_money(self.choices())
        except Unreadable as reason:
            raise ValidationError(str(reason)) from reason
        return cleaned

    def choices(self) -> Choices:
        said = self.cleaned_data
        return Choices(
            currency=said.get("currency", ""),
            rate=said.get("rate", ""),
            pictures=bool(said.get("pictures")),
            keep_stock=bool(said.get("keep_stock")),
        )


class ColumnsForm(forms.Form):
    """A choice for each column of a file; what is usual is chosen already."""

    def __init__(self, header: tuple[str, ...], *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        usual = guess(header)
        self.header = {f"column_{place}": name for place, name in enumerate(header)}
        for key, name in self.header.items():
            self.fields[key] = forms.ChoiceField(
                label=name or "–",
                choices=[("", _("– left out –")), *FIELDS.items()],
                required=False,
                initial=usual.get(name, ""),
            )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        chosen = list(self.columns().values())
        if len(set(chosen)) < len(chosen):
            raise ValidationError(_("Two columns are said to be the same."))
        if "sku" not in chosen:
            raise ValidationError(_("Say which column holds the SKU."))
        return cleaned

    def columns(self) -> dict[str, str]:
        return {
            self.header[key]: field for key, field in self.cleaned_data.items() if field
        }


class OptionsForm(forms.Form):
    """What the options are that the shop did not know."""

    def __init__(self, names: list[str], *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.names = {f"option_{place}": name for place, name in enumerate(names)}
        for key, name in self.names.items():
            self.fields[key] = forms.ChoiceField(
                label=name, choices=[("", "–"), *Axis.choices], required=False
            )

    def axes(self) -> dict[str, str]:
        return {
            self.names[key]: axis for key, axis in self.cleaned_data.items() if axis
        }
