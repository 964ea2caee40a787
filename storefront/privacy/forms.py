from django import forms
from django.utils.translation import gettext_lazy as _


class EraseForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Yes, forget me. I know that this cannot be undone."),
        error_messages={"required": _("Tick the box if you are sure.")},
    )
