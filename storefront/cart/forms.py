from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from storefront.cart.services import MOST_OF_ONE
from storefront.catalog.compiled_reads import variants_on_sale
from storefront.catalog.models import Variant

#: Digits: every id has room in them.
LONGEST_ID = 18


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


class VariantOnSale(forms.Field):
    """The id of one, read with its product."""

    default_error_messages = {
        "required": _("Choose one first."),
        "invalid_choice": _("This is no longer sold."),
    }

    def to_python(self, value: object) -> Variant | None:
        if value in self.empty_values:
            return None
        number = str(value)
        is_id = number.isascii() and number.isdecimal() and len(number) <= LONGEST_ID
        found = variants_on_sale.first(int(number)) if is_id else None
        if found is None:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice"
            )
        return found


class AddToCart(forms.Form):
    variant = VariantOnSale()
    quantity = Quantity(least=1)


class ChangeCart(forms.Form):
    """Any variant: what is no longer sold must still get out of the cart."""

    variant: "forms.ModelChoiceField[Variant]" = forms.ModelChoiceField(
        Variant.objects.all(),
        error_messages={"invalid_choice": _("This is no longer sold.")},
    )
    quantity = Quantity(least=0)
