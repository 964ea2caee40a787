"""What staff say of the prices and the stock that a channel is told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.catalog.models import Variant
from storefront.channels.caution import Buffer, Caution


class CautionForm(forms.ModelForm[Caution]):
    class Meta:
        model = Caution
        fields = ("price_jump", "buffer_units", "buffer_percent", "learns")


class BufferForm(forms.ModelForm[Buffer]):
    """What of one thing is kept back, named by its SKU."""

    sku = forms.CharField(label=_("SKU"), max_length=64)

    class Meta:
        model = Buffer
        fields = ("units", "percent")

    field_order = ("sku", "units", "percent")

    def clean_sku(self) -> str:
        sku: str = self.cleaned_data["sku"].strip()
        found = Variant.objects.filter(sku=sku).first()
        if found is None:
            raise forms.ValidationError(_("No variant has this SKU."), "unknown")
        self.instance.variant = found
        return sku
