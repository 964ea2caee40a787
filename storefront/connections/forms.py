from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from storefront.connections.credentials import CredentialsUnreadable
from storefront.connections.models import Connection
from storefront.contract.plugin import Service


class ConnectionForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        required=False,
        help_text=_("What your staff call it. The platform does not see it."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Of the texts that the platform shows."),
    )


class ConnectionFormWithAddress(ConnectionForm):
    """For owners, where the shop's settings allow another address."""

    api_address = forms.CharField(
        label=_("API address"),
        max_length=200,
        required=False,
        help_text=_("Of a test server. Leave blank for the platform's own."),
    )


class PauseForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)
    until = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("Leave blank to pause until somebody resumes it."),
    )


class CloseForm(forms.Form):
    TAKE_DOWN, LEAVE = "take_down", "leave"

    how = forms.ChoiceField(
        label=_("What the platform shows"),
        choices=[
            (TAKE_DOWN, _("Take it down first, then close")),
            (LEAVE, _("Leave it there and close now")),
        ],
        initial=TAKE_DOWN,
        widget=forms.RadioSelect,
        help_text=_(
            "What is left there stays for sale at today's price, and nobody tells the"
            " platform when it is sold out here."
        ),
    )


def credentials_form(
    service: type[Service],
    connection: Connection | None = None,
    data: QueryDict | None = None,
) -> forms.Form:
    """Return the service's form, which says of a secret only whether it is set."""
    stored = stored_credentials(connection)
    shown = {key: value for key, value in stored.items() if key not in service.secrets}
    form = service.credentials_form(data, initial=shown)
    for name in service.secrets & set(form.fields):
        hide(form.fields[name], already_set=bool(stored.get(name)))
    if connection:
        form.initial[service.account_field] = connection.account
        form.fields[service.account_field].disabled = True
    return form


def hide(field: forms.Field, *, already_set: bool) -> None:
    state = _("Set. Leave blank to keep it.") if already_set else _("Not set.")
    placeholder = {"autocomplete": "new-password", "placeholder": state}
    field.widget = forms.PasswordInput(attrs=placeholder)
    field.required = field.required and not already_set


def stored_credentials(connection: Connection | None) -> dict[str, str]:
    """What is stored; nothing if its key is lost, so that all can be entered again."""
    try:
        return dict(connection.credentials) if connection else {}
    except CredentialsUnreadable:
        return {}


def given_credentials(
    form: forms.Form, service: type[Service], connection: Connection | None
) -> dict[str, str]:
    """What was entered, with the stored secrets where a field was left blank."""
    stored = stored_credentials(connection)
    values = {name: str(value or "") for name, value in form.cleaned_data.items()}
    kept = {key: stored.get(key, "") for key in service.secrets if not values.get(key)}
    return values | kept
