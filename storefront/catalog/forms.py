"""How staff write products: each form says in time what a service would refuse."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.forms.models import BaseInlineFormSet
from django.forms.renderers import BaseRenderer
from django.forms.widgets import Script
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from storefront.catalog.models import Category, Picture, Product, Variant
from storefront.catalog.money import format_amount, parse_money
from storefront.catalog.pictures import Stored, StoredUpload, store
from storefront.catalog.rules import check_axes
from storefront.catalog.templatetags.money import money


class MoneyInput(forms.TextInput):
    """Who may only look reads the amount, where Django would write its bare number."""

    #: Asks the admin to call `render` there too: with what the row holds, and no more.
    read_only = True

    def render(
        self,
        name: str,
        value: object,
        attrs: dict[str, object] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        if renderer is None:
            return format_html("{}", "–" if value is None else money(int(str(value))))
        return super().render(name, value, attrs, renderer)


class MoneyField(forms.Field):
    """An amount in the shop's currency: shown grouped, kept in minor units."""

    widget = MoneyInput(attrs={"class": "money", "size": 14, "maxlength": 40})

    def prepare_value(self, value: object) -> object:
        if not isinstance(value, int):
            return value
        return format_amount(value, settings.SHOP_CURRENCY, get_language() or "vi")

    def to_python(self, value: object) -> int | None:
        if value in self.empty_values:
            return None
        return parse_money(str(value), settings.SHOP_CURRENCY)

    def has_changed(self, initial: object, data: object) -> bool:
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class PictureField(forms.FileField):
    """Gives the files that were made of the upload, and not the upload itself."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def to_python(self, data: File[bytes] | None) -> Stored | None:  # type: ignore[override]
        upload = super().to_python(data)
        if isinstance(upload, StoredUpload):
            return upload.result()
        return store(upload) if isinstance(upload, UploadedFile) else None


class DescriptionInput(forms.Textarea):
    """Where scripts run, the text is written as it will look."""

    template_name = "catalog/widgets/description.html"

    class Media:
        css = {"all": ("css/description.css",)}
        js = (Script("js/description.js", type="module"),)


class ProductForm(forms.ModelForm[Product]):
    #: When the form was made: whoever saves an older product would undo an edit.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Product
        fields = "__all__"  # noqa: DJ007 - the admin's fieldsets choose
        widgets = {
            "description_vi": DescriptionInput,
            "description_en": DescriptionInput,
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.initial["seen"] = moment(self.instance)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        seen = cleaned.get("seen")
        if seen and seen != moment(self.instance):
            raise ValidationError(
                _("This product was changed meanwhile. Load the page again."), "seen"
            )
        axes = {name: cleaned.get(name) or "" for name in AXES}
        check_axes(Product(**axes))
        return cleaned


AXES = ("axis_1", "axis_2", "axis_3")


def moment(product: Product) -> str:
    return product.updated_at.isoformat() if product.pk else ""


class PictureForm(forms.ModelForm[Picture]):
    upload = PictureField(label=_("File"), required=False)
    #: Declared, so that no links to make or change variants stand beside it.
    variant: forms.ModelChoiceField[Variant] = forms.ModelChoiceField(
        queryset=Variant.objects.none(), required=False, label=_("Variant")
    )

    class Meta:
        model = Picture
        fields = ("variant", "alt_vi", "alt_en", "position")

    def clean_upload(self) -> Stored | None:
        stored: Stored | None = self.cleaned_data["upload"]
        if stored is None and not self.instance.pk:
            raise ValidationError(_("Choose a picture."), "required")
        return stored


class PictureFormSet(BaseInlineFormSet[Picture, Product, forms.ModelForm[Picture]]):
    def written(self) -> list[Picture]:
        return [*self.new_objects, *(row for row, _fields in self.changed_objects)]

    def add_fields(self, form: forms.ModelForm[Picture], index: int | None) -> None:
        super().add_fields(form, index)
        own = Variant.objects.filter(product=self.instance.pk)
        form.fields["variant"].queryset = own  # type: ignore[attr-defined]


class CategoryChoice(forms.ModelChoiceField[Category]):
    def label_from_instance(self, category: Category) -> str:
        return indented(category)


EM_SPACE = "\u2003"


def indented(category: Category) -> str:
    return f"{EM_SPACE * (category.depth - 1)}{category.name}"


class CategoryForm(forms.ModelForm[Category]):
    parent = CategoryChoice(
        queryset=Category.objects.none(),
        required=False,
        label=_("Below"),
        empty_label=_("– at the top –"),
    )

    class Meta:
        model = Category
        fields = ("name_vi", "name_en", "slug", "shown")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        own = self.instance
        choices = Category.objects.order_by("path")
        if own.pk:
            choices = choices.exclude(path__startswith=own.path)
            self.initial["parent"] = Category.objects.get_parent(own)
        self.fields["parent"].queryset = choices  # type: ignore[attr-defined]
