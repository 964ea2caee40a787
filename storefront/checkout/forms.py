from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.catalog.text import clean
from storefront.customers.phones import PhoneField
from storefront.orders.services import Buyer


class LineField(forms.CharField):
    """One line of text that every column and every e-mail can hold."""

    def to_python(self, value: str | None) -> str:
        text = super().to_python(value) or ""
        if not clean(text):
            raise forms.ValidationError(_("This text holds broken characters."))
        return " ".join(text.split())


class CheckoutForm(forms.Form):
    buyer_name = LineField(
        label=_("Your name"),
        max_length=100,
        error_messages={"required": _("Tell us who the goods are for.")},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    phone = PhoneField(
        label=_("Phone"),
        max_length=30,
        error_messages={"required": _("We call before we deliver: which number?")},
        widget=forms.TextInput(
            {"type": "tel", "autocomplete": "tel", "inputmode": "tel"}
        ),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        help_text=_("For the confirmation, if you like."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    address = LineField(
        label=_("Address"),
        max_length=300,
        help_text=_("House number, street, ward, province."),
        error_messages={"required": _("Tell us where to bring the goods.")},
        widget=forms.Textarea({"rows": 2, "autocomplete": "street-address"}),
    )
    note = LineField(
        label=_("Note"),
        max_length=500,
        required=False,
        help_text=_("Anything we should know, such as when you are at home."),
        widget=forms.Textarea({"rows": 2}),
    )
    checkout_key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)

    def buyer(self) -> Buyer:
        data = self.cleaned_data
        return Buyer(
            name=data["buyer_name"],
            phone=data["phone"],
            email=data["email"],
            address=data["address"],
            note=data["note"],
        )
