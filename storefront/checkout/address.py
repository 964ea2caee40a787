"""A Vietnamese address: province and ward, old names understood, and the street."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from storefront.checkout.fields import LineField
from storefront.places.directory import Province, Ward, old_provinces, provinces, wards
from storefront.places.search import Match, find_wards, the_one

#: Stands for "none of the offered": staff ask on the phone.
AS_TYPED = "-"

Choices = Sequence[tuple[str, str | Sequence[tuple[str, str]]]]


def province_choices() -> Choices:
    """The provinces of today, and below them what some were called before."""
    return choices_in(get_language() or "")


@lru_cache(maxsize=8)
def choices_in(language: str) -> Choices:
    """A hundred, which every form wants, in the language that is active."""
    today = [(one.code, one.name) for one in provinces().values()]
    now_in = gettext("%(old)s (now %(new)s)")
    before = [
        (one.code, now_in % {"old": old, "new": one.name})
        for old, one in sorted(old_provinces().items())
    ]
    return [
        ("", gettext("Choose a province")),
        (gettext("Provinces"), today),
        (gettext("Names before July 2025"), before),
    ]


class ProvinceSelect(forms.Select):
    """Its hundred options are written once in each language, not for every page."""

    def render(
        self,
        name: str,
        value: object,
        attrs: dict[str, object] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        options = written_options(get_language() or "")
        chosen = format_html('value="{}"', value or "")
        marked = options.replace(chosen, f"{chosen} selected", 1)
        shown = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", shown, mark_safe(marked))  # noqa: S308 -- ours


@lru_cache(maxsize=8)
def written_options(language: str) -> str:
    return "".join(
        some([(label, below)])
        if isinstance(below, str)
        else format_html('<optgroup label="{}">{}</optgroup>', label, some(below))
        for label, below in province_choices()
    )


def some(choices: Iterable[tuple[str, str]]) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', choices)


class AddressForm(forms.Form):
    """`offered` holds what a ward's name may mean where that is not beyond doubt."""

    offered: Sequence[Match] = ()

    province = forms.ChoiceField(
        label=_("Province or city"),
        choices=lazy(province_choices, list),
        required=False,
        error_messages={"invalid_choice": _("Choose a province from the list.")},
        widget=ProvinceSelect({"autocomplete": "address-level1"}),
    )
    ward = LineField(
        label=_("Ward or commune"),
        max_length=100,
        error_messages={"required": _("Which ward or commune?")},
        help_text=_("Names from before July 2025 work too."),
        widget=forms.TextInput({"autocomplete": "address-level2", "list": "wards"}),
    )
    #: The answer to what was offered for `ward_asked`.
    ward_code = forms.CharField(required=False, max_length=5)
    ward_asked = forms.CharField(required=False, max_length=100)
    street = LineField(
        label=_("House number and street"),
        max_length=180,
        error_messages={"required": _("Tell us where to bring the goods.")},
        widget=forms.TextInput({"autocomplete": "address-line1"}),
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if cleaned.get("ward") and "province" in cleaned:
            self.find_ward(cleaned)
        return cleaned

    def find_ward(self, cleaned: dict[str, object]) -> None:
        typed, code = str(cleaned["ward"]), str(cleaned["province"])
        answer = str(cleaned.get("ward_code") or "")
        answered = bool(answer) and cleaned.get("ward_asked") == typed
        matches = find_wards(typed, province=code) or find_wards(typed)
        found = wards().get(answer) if answered else the_one_here(matches, code)
        if found:
            cleaned["found_ward"] = found
            cleaned["province"] = found.province.code
        elif not (answered and answer == AS_TYPED and code):
            self.offer(matches, code)

    def offer(self, matches: Sequence[Match], province: str) -> None:
        self.offered = matches
        if not province and not matches:
            self.add_error("province", _("Choose a province."))
        elif matches:
            self.add_error("ward", _("Which of these do you mean?"))
        else:
            self.add_error("ward", _("We know no ward of this name. Is it right?"))

    @property
    def place(self) -> Ward | None:
        return self.cleaned_data.get("found_ward")

    def address(self) -> str:
        """One line, as it is written on a parcel."""
        place = self.place
        ward = place.name if place else self.cleaned_data["ward"]
        province = self.chosen_province()
        names = [self.cleaned_data["street"], ward, province.name if province else ""]
        return ", ".join(filter(None, names))

    def chosen_province(self) -> Province | None:
        return provinces().get(self.cleaned_data.get("province", ""))


def the_one_here(matches: Sequence[Match], province: str) -> Ward | None:
    """Beyond doubt, and in the province that was chosen, if one was."""
    found = the_one(matches)
    return found if found and province in {"", found.province.code} else None
