from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from storefront.catalog.text import clean
from storefront.customers.contacts import ContactField
from storefront.customers.models import User


class ContactForm(forms.Form):
    contact = ContactField()


class PasswordForm(forms.Form):
    contact = ContactField()
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        error_messages={"required": _("Write your password.")},
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        error_messages={"required": _("Write the code from the message.")},
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


class NameForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ["name"]
        widgets = {"name": forms.TextInput({"autocomplete": "name"})}

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not clean(name):
            raise ValidationError(_("This text holds broken characters."))
        return name


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        max_length=200,
        strip=False,
        help_text=_("At least 8 characters; several words are good."),
        error_messages={"required": _("Write a new password.")},
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.user = user

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        return password
