from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter

from storefront.orders.models import Order
from storefront.payments.files import read_table
from storefront.payments.models import BankAccount, Statement, Transfer
from storefront.payments.reading import Columns, guess_columns


class BankAccountForm(forms.ModelForm[BankAccount]):
    class Meta:
        model = BankAccount
        fields = ("bank", "bank_name", "number", "holder", "active")

    def clean_number(self) -> str:
        return "".join(str(self.cleaned_data["number"]).split()).upper()


class StatementForm(forms.ModelForm[Statement]):
    file = forms.FileField(
        label=_("File"), help_text=_("CSV or XLSX, as the bank gives it.")
    )

    class Meta:
        model = Statement
        fields = ()

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        self.instance.rows = read_table(file.read())
        self.instance.name = str(file.name)[:200]
        return file


class ColumnsForm(forms.Form):
    """Which column holds what: guessed from the headings, for staff to put right."""

    amount = forms.TypedChoiceField(label=_("Money that came in"), coerce=int)
    text = forms.TypedChoiceField(label=_("What the payer wrote"), coerce=int)
    reference = forms.TypedChoiceField(
        label=_("The bank's reference"), coerce=int, empty_value=None, required=False
    )
    booked = forms.TypedChoiceField(
        label=_("Date"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, statement: Statement, data: object = None) -> None:
        guess = guess_columns(statement.rows)
        super().__init__(data, initial=guess)  # type: ignore[arg-type]
        for name, field in self.fields.items():
            choices = columns_of(statement)
            if not field.required or name not in guess:
                choices = [("", "–"), *choices]
            if isinstance(field, forms.TypedChoiceField):
                field.choices = choices

    def columns(self) -> Columns:
        return Columns(**self.cleaned_data)


def columns_of(statement: Statement) -> list[tuple[str, str]]:
    """Each with its letter and the longest of its first cells that is no number."""
    width = max(map(len, statement.rows))
    top = statement.rows[:40]
    guess_row = max(top, key=lambda row: len(guess_columns([row])))
    padded = [*guess_row, *[""] * (width - len(guess_row))]
    return [
        (str(number), f"{get_column_letter(number + 1)}: {heading[:40]}".rstrip(": "))
        for number, heading in enumerate(padded)
    ]


class TransferForm(forms.ModelForm[Transfer]):
    """Staff write whose money it is."""

    order_number = forms.CharField(
        label=_("Number of the order"), required=False, max_length=20
    )

    class Meta:
        model = Transfer
        fields = ()

    def clean_order_number(self) -> Order | None:
        number = str(self.cleaned_data["order_number"]).strip().upper()
        if not number:
            return None
        order = Order.objects.filter(number=number, connection=None).first()
        if order is None:
            raise ValidationError(_("There is no order with this number."))
        return order
