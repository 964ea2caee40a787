from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.customers.contacts import Contact, as_phone


class ClaimForm(forms.Form):
    phone = forms.CharField(
        label=_("The phone your orders went to"),
        max_length=30,
        error_messages={"required": _("Write the phone number.")},
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    number = forms.CharField(
        label=_("The number of one of your orders"),
        max_length=20,
        help_text=_("Such as K7F3-9QXD; it stands in the e-mail and on the parcel."),
        error_messages={"required": _("Write the order number.")},
        widget=forms.TextInput({"autocapitalize": "characters"}),
    )

    def clean_phone(self) -> Contact:
        return as_phone(self.cleaned_data["phone"])
