"""Staff connect an account: the service's own form, in the admin."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form, model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from storefront.connections import services
from storefront.connections.forms import (
    ConnectionForm,
    ConnectionFormWithAddress,
    credentials_form,
    given_credentials,
)
from storefront.connections.models import Connection
from storefront.connections.plugins import UnknownService
from storefront.connections.plugins import service as find_service
from storefront.connections.standstill import standstill
from storefront.contract import plugin
from storefront.contract.plugin import Service
from storefront.contract.roles import ConnectsByOAuth, PublishesListings

Context = dict[str, object]


def choose_service(request: HttpRequest, context: Context) -> HttpResponse:
    names = {slug: service.name for slug, service in plugin.services().items()}
    shown = {"title": _("Connect an account"), "names": names}
    return TemplateResponse(
        request, "connections/choose_service.html", {**context, **shown}
    )


@sensitive_variables()
@sensitive_post_parameters()
def connect_account(
    request: HttpRequest,
    context: Context,
    slug: str,
    connection: Connection | None = None,
) -> HttpResponse:
    """Connect it, or renew what is connected; the platform is asked before saving."""
    try:
        service = find_service(slug)
    except UnknownService:
        raise Http404(slug) from None
    posted = request.POST if request.method == "POST" else None
    form = connection_form(request, connection, posted)
    credentials = credentials_form(service, connection, posted)
    if posted is not None and all([form.is_valid(), credentials.is_valid()]):
        saved = save(service, connection, form, credentials)
        if saved:
            messages.success(request, _("%(name)s is connected.") % {"name": saved})
            return redirect("admin:connections_connection_changelist")
    shown = {
        "title": connection or _("Connect %(service)s") % {"service": service.name},
        "service_name": service.name,
        "slug": slug,
        "form": form,
        "credentials": credentials,
        "connection": connection,
        "standstill": standstill(connection) if connection else None,
        "by_consent": issubclass(service, ConnectsByOAuth),
        "publishes": issubclass(service, PublishesListings),
    }
    return TemplateResponse(request, "connections/connect.html", {**context, **shown})


def connection_form(
    request: HttpRequest, connection: Connection | None, posted: QueryDict | None
) -> ConnectionForm:
    allowed = settings.ALLOW_API_ADDRESS and request.user.is_superuser
    form = ConnectionFormWithAddress if allowed else ConnectionForm
    return form(posted, initial=model_to_dict(connection) if connection else None)


@sensitive_variables()
def save(
    service: type[Service],
    connection: Connection | None,
    form: ConnectionForm,
    credentials: Form,
) -> Connection | None:
    """Return the connection, or nothing once the forms say why not."""
    values = given_credentials(credentials, service, connection)
    stored_address = connection.api_address if connection else ""
    try:
        saved = services.connect(
            service=service.slug,
            credentials=values,
            api_address=form.cleaned_data.get("api_address", stored_address),
        )
    except ValidationError as error:
        refused = credentials if hasattr(error, "error_dict") else form
        refused.add_error(None, error)
        return None
    services.change_connection(
        saved, name=form.cleaned_data["name"], language=form.cleaned_data["language"]
    )
    return saved
