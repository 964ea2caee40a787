"""Fill in a page of the admin as a browser does: all its fields, some of them anew."""

from collections.abc import Iterator

from django.forms import BaseForm, BoundField, MultiWidget
from django.http import HttpResponse


def filled(response: HttpResponse, **anew: object) -> dict[str, object]:
    """What the page would send back. Name fields as the page does, `-` as `__`."""
    data = {name: value for form in forms_of(response) for name, value in sent(form)}
    typed = {name.replace("__", "-"): value for name, value in anew.items()}
    return {name: value for name, value in (data | typed).items() if value is not None}


def forms_of(response: HttpResponse) -> Iterator[BaseForm]:
    yield response.context["adminform"].form
    for inline in response.context["inline_admin_formsets"]:
        yield inline.formset.management_form
        yield from inline.formset.forms


def sent(form: BaseForm) -> Iterator[tuple[str, object]]:
    for field in form:
        if isinstance(field.field.widget, MultiWidget):
            yield from sent_in_parts(field)
            continue
        value = field.value()
        if value is True:
            value = "on"
        if value is False:
            value = None
        yield (
            field.html_name,
            "" if value is None and field.name != "archived" else value,
        )


def sent_in_parts(field: BoundField) -> Iterator[tuple[str, object]]:
    """A day and a time of one moment are two fields."""
    widget = field.field.widget.get_context(field.html_name, field.value(), {})
    for part in widget["widget"]["subwidgets"]:
        yield part["name"], part["value"] or ""
