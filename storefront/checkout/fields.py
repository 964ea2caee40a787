from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.catalog.text import clean


class LineField(forms.CharField):
    """One line of text that every column and every e-mail can hold."""

    def to_python(self, value: str | None) -> str:
        text = super().to_python(value) or ""
        if not clean(text):
            raise forms.ValidationError(_("This text holds broken characters."))
        return " ".join(text.split())
