"""An e-mail address or a phone number at which somebody can be reached."""

from dataclasses import dataclass
from enum import StrEnum

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from storefront.customers.phones import PhoneField, readable
from storefront.outbox.texting import can_text


class Kind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Contact:
    """The value is lower case for an e-mail, E.164 for a phone."""

    kind: Kind
    value: str

    def __str__(self) -> str:
        return readable(self.value) if self.kind == Kind.PHONE else self.value

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.value}"

    @property
    def masked(self) -> str:
        """Enough to know one's own again: 09••••678, l••••@example.com."""
        if self.kind == Kind.PHONE:
            digits = readable(self.value).replace(" ", "")
            return f"{digits[:2]}••••{digits[-3:]}"
        name, _at, host = self.value.partition("@")
        return f"{name[:1]}••••@{host}"


def from_key(key: str) -> Contact:
    kind, _colon, value = key.partition(":")
    return Contact(Kind(kind), value)


class ContactField(forms.CharField):
    """What people type into one field: an e-mail address, or else a phone number."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Phone or e-mail"),
            max_length=254,
            error_messages={"required": _("Write your phone number or your e-mail.")},
            widget=forms.TextInput(
                {"autocomplete": "username", "autocapitalize": "none"}
            ),
        )

    def clean(self, value: str | None) -> Contact:
        text = super().clean(value)
        return as_email(text) if "@" in text else as_phone(text)


def as_email(text: str) -> Contact:
    try:
        validate_email(text)
    except ValidationError as error:
        raise forms.ValidationError(
            _("This is not a complete e-mail address."), code="invalid"
        ) from error
    return Contact(Kind.EMAIL, text.lower())


def as_phone(text: str) -> Contact:
    if not can_text():
        raise forms.ValidationError(
            _("This shop cannot send text messages yet. Write your e-mail address."),
            code="no_texts",
        )
    return Contact(Kind.PHONE, PhoneField().clean(text))
