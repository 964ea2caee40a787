"""Staff say yes on a platform's page: out, back, and which accounts."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from storefront.connections import consenting, services
from storefront.connections.forms import credentials_form, given_credentials
from storefront.connections.models import Connection
from storefront.connections.plugins import UnknownService
from storefront.connections.plugins import service as find_service
from storefront.connections.standstill import standstill
from storefront.connections.views import Context, connection_form
from storefront.contract.plugin import Service
from storefront.contract.roles import ConnectsByOAuth

LIST = "admin:connections_connection_changelist"


def session_of(request: HttpRequest) -> str:
    return request.session.session_key or ""


@sensitive_variables()
@sensitive_post_parameters()
def set_out(
    request: HttpRequest,
    context: Context,
    slug: str,
    connection: Connection | None = None,
) -> HttpResponse:
    """Ask for what our app is called there, and show the way to the platform's page.

    A link, since the browser lets no form of ours end at another site.
    """
    service, fields = asked_by_hand(slug)
    posted = request.POST if request.method == "POST" else None
    form = connection_form(request, connection, posted)
    app = app_form(service, fields, connection, posted)
    shown = {
        "title": _("Connect %(service)s") % {"service": service.name},
        "service_name": service.name,
        "form": form,
        "credentials": app,
    }
    if posted is not None and all([form.is_valid(), app.is_valid()]):
        values = {
            key: value
            for key, value in given_credentials(app, service, connection).items()
            if key in fields
        }
        stored = connection.api_address if connection else ""
        try:
            shown["address"] = consenting.begin(
                service=service,
                credentials=values,
                session=session_of(request),
                api_address=form.cleaned_data.get("api_address", stored),
                name=form.cleaned_data["name"],
                language=form.cleaned_data["language"],
            )
        except ValidationError as error:
            form.add_error(None, error)
    page = "connections/set_out.html"
    return TemplateResponse(request, page, {**context, **shown})


def asked_by_hand(slug: str) -> tuple[type[Service], tuple[str, ...]]:
    try:
        service = find_service(slug)
    except UnknownService:
        raise Http404(slug) from None
    if not issubclass(service, ConnectsByOAuth):
        raise Http404(slug)
    return service, service.consent_fields


def app_form(
    service: type[Service],
    fields: tuple[str, ...],
    connection: Connection | None,
    posted: QueryDict | None,
) -> Form:
    form = credentials_form(service, connection, posted)
    for name in list(form.fields):
        if name not in fields:
            del form.fields[name]
    kept = set(connection.credentials) if connection else set()
    for name, field in form.fields.items():
        field.required = name not in kept
    return form


def back(request: HttpRequest, context: Context) -> HttpResponse:
    """From the platform with a code, or from our own page with the accounts chosen."""
    try:
        if request.method == "POST":
            return choose(request)
        if "code" not in request.GET:
            messages.warning(
                request, _("Nothing was allowed, so nothing is connected.")
            )
            return redirect(LIST)
        journey = consenting.come_back(
            state=request.GET.get("state", ""),
            session=session_of(request),
            code=request.GET["code"],
        )
    except consenting.Astray:
        messages.error(
            request,
            _("This consent was not begun here, or was used before. Begin anew."),
        )
        return redirect(LIST)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(LIST)
    shown = {
        "title": _("Which accounts?"),
        "journey": journey,
        "accounts": consenting.accounts_of(journey),
    }
    return TemplateResponse(request, "connections/accounts.html", {**context, **shown})


def choose(request: HttpRequest) -> HttpResponse:
    journey = consenting.journey_of(
        journey_id=int(request.POST.get("journey", "0")), session=session_of(request)
    )
    connected = consenting.connect_chosen(journey, request.POST.getlist("account"))
    text = ngettext(
        "%d account is connected.", "%d accounts are connected.", len(connected)
    )
    messages.success(request, text % len(connected))
    return redirect(LIST)


def granted(
    request: HttpRequest, context: Context, connection: Connection
) -> HttpResponse:
    """One whose tokens come from a consent: its name, and the way to another yes."""
    posted = request.POST if request.method == "POST" else None
    form = connection_form(request, connection, posted)
    if posted is not None and form.is_valid():
        services.change_connection(
            connection,
            name=form.cleaned_data["name"],
            language=form.cleaned_data["language"],
        )
        messages.success(request, _("%(name)s is changed.") % {"name": connection})
        return redirect(LIST)
    shown = {
        "title": connection,
        "connection": connection,
        "form": form,
        "standstill": standstill(connection),
    }
    return TemplateResponse(request, "connections/granted.html", {**context, **shown})
