"""What a platform's category asks for, as a form made of its attributes."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from storefront.contract.categories import Attribute
from storefront.contract.data import Text

LONGEST = 500


class ValuesForm(forms.Form):
    """A field for each attribute, none of them required: a gap is told by the
    pre-flight, and what is known must not be lost for it.
    """

    def __init__(
        self,
        attributes: Sequence[Attribute],
        data: Mapping[str, str] | None,
        *,
        given: Mapping[str, str],
        inherited: Mapping[str, str],
    ) -> None:
        super().__init__(data)
        self.keys = {f"value_{n}": a.key for n, a in enumerate(attributes)}
        for name, attribute in zip(self.keys, attributes, strict=True):
            field = field_for(attribute, inherited.get(attribute.key, ""))
            field.initial = given.get(attribute.key, "")
            self.fields[name] = field

    def values(self) -> dict[str, str]:
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}


def field_for(attribute: Attribute, inherited: str) -> forms.Field:
    label = said(attribute.name)
    if attribute.required:
        label = _("%(name)s (required there)") % {"name": label}
    if attribute.values and not attribute.free:
        return forms.ChoiceField(
            label=label, required=False, choices=options(attribute, inherited)
        )
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST,
        help_text=_("From the category: %(value)s") % {"value": inherited}
        if inherited
        else "",
    )


def options(attribute: Attribute, inherited: str) -> list[tuple[str, str]]:
    names = {allowed.id: said(allowed.name) for allowed in attribute.values}
    above = names.get(inherited)
    nothing = _("As above: %(value)s") % {"value": above} if above else "—"
    return [("", nothing), *names.items()]


def said(text: Text) -> str:
    vietnamese = (get_language() or "vi").startswith("vi")
    return (text.vi or text.en) if vietnamese else (text.en or text.vi)
