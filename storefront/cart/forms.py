from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.cart.services import MOST_OF_ONE
from storefront.catalog.models import Variant


class Quantity(forms.IntegerField):
    def __init__(self, *, least: int) -> None:
        super().__init__(
            min_value=least,
            max_value=MOST_OF_ONE,
            error_messages={
                "required": _("How many? Write a whole number."),
                "invalid": _("How many? Write a whole number."),
                "min_value": _("How many? Write a whole number."),
                "max_value": _("At most %(limit_value)s of one thing."),
            },
        )


class AddToCart(forms.Form):
    variant = forms.ModelChoiceField(
        Variant.objects.on_sale().select_related("product"),
        error_messages={
            "required": _("Choose one first."),
            "invalid_choice": _("This is no longer sold."),
        },
    )
    quantity = Quantity(least=1)


class ChangeCart(forms.Form):
    """Any variant: what is no longer sold must still get out of the cart."""

    variant: "forms.ModelChoiceField[Variant]" = forms.ModelChoiceField(
        Variant.objects.all(),
        error_messages={"invalid_choice": _("This is no longer sold.")},
    )
    quantity = Quantity(least=0)
