from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.checkout.address import AddressForm
from storefront.checkout.fields import LineField
from storefront.customers.phones import PhoneField
from storefront.orders.models import Order
from storefront.orders.services import Buyer

#: How orders from these pages are paid.
PAYMENTS = [Order.Payment.CASH_ON_DELIVERY, Order.Payment.BANK_TRANSFER]


class CheckoutForm(AddressForm):
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
    note = LineField(
        label=_("Note"),
        max_length=500,
        required=False,
        help_text=_("Anything we should know, such as when you are at home."),
        widget=forms.Textarea({"rows": 2}),
    )
    delivery = forms.IntegerField(required=False, min_value=0)
    payment = forms.ChoiceField(
        choices=[(one.value, one.label) for one in PAYMENTS],
        required=False,
        error_messages={"invalid_choice": _("Choose how you pay.")},
    )
    voucher = LineField(label=_("Voucher"), max_length=30, required=False)
    checkout_key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def chosen(self, name: str) -> str:
        """What is chosen or typed so far, be the rest right or not."""
        if not self.is_bound:
            return str(self.initial.get(name) or "")
        return str(self.cleaned_data.get(name) or "")

    def chosen_delivery(self) -> int | None:
        return self.cleaned_data.get("delivery") if self.is_bound else None

    def chosen_payment(self) -> Order.Payment:
        return Order.Payment(self.chosen("payment") or PAYMENTS[0])

    def buyer(self) -> Buyer:
        data, ward = self.cleaned_data, self.place
        return Buyer(
            name=data["buyer_name"],
            phone=data["phone"],
            email=data["email"],
            address=self.address(),
            note=data["note"],
            province_code=data["province"],
            ward_code=ward.code if ward else "",
        )
