import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

NOT_A_PHONE = _(
    "This is not a phone number we can call. Write it like 0912 345 678, or with the"
    " country code, like +84 912 345 678."
)


class PhoneField(forms.CharField):
    """A Vietnamese number as people write it, or an international one with its +."""

    def to_python(self, value: str | None) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, "VN")
        except phonenumbers.NumberParseException as error:
            raise forms.ValidationError(NOT_A_PHONE, code="invalid") from error
        if not phonenumbers.is_valid_number(number) or number.extension:
            raise forms.ValidationError(NOT_A_PHONE, code="invalid")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def readable(phone: str) -> str:
    """E.164 as people here write it: 0912 345 678."""
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return phone
    ours = number.country_code == phonenumbers.country_code_for_region("VN")
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(
        number, style.NATIONAL if ours else style.INTERNATIONAL
    )
