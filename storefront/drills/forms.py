from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.drills.services import LONGEST


class DrillForm(forms.Form):
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=1, max_value=LONGEST, initial=10
    )
