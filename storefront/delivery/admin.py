from collections.abc import Collection

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from storefront.catalog.forms import MoneyField
from storefront.delivery.models import DeliveryMethod, DeliveryZone
from storefront.places.directory import provinces


def province_choices() -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in provinces().values()]


class ProvincesField(forms.MultipleChoiceField):
    """Shown as a list to choose from, kept as codes with a space between."""

    def prepare_value(self, value: object) -> object:
        return value.split() if isinstance(value, str) else value

    def clean(self, value: object) -> str:
        return " ".join(super().clean(value))

    def has_changed(
        self, initial: Collection[str] | None, data: Collection[str] | None
    ) -> bool:
        before = initial.split() if isinstance(initial, str) else initial
        return super().has_changed(before, data)


class ZoneForm(forms.ModelForm[DeliveryZone]):
    provinces = ProvincesField(
        label=_("Provinces"),
        required=False,
        choices=province_choices,
        help_text=_("None chosen: everywhere else."),
    )
    fee = MoneyField(label=_("Fee"))
    free_over = MoneyField(label=_("Free for goods from"), required=False)

    class Meta:
        model = DeliveryZone
        fields = ("provinces", "fee", "free_over")


class Zones(admin.StackedInline[DeliveryZone, DeliveryMethod]):
    model = DeliveryZone
    form = ZoneForm
    extra = 1


@admin.register(DeliveryMethod)
class DeliveryMethodAdmin(admin.ModelAdmin[DeliveryMethod]):
    """The first zone that names the buyer's province counts."""

    list_display = ("name", "active", "position")
    fields = (("name_vi", "name_en"), ("active", "position"))
    inlines = (Zones,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeliveryMethod]:
        return super().get_queryset(request).prefetch_related("zones")
