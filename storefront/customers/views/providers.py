"""Come in with another company's account, or let it open this one too."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from storefront.connections.models import Connection
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.sign_in import Identity
from storefront.customers import came_by, providers, services
from storefront.customers.guards import (
    back_to,
    customer_of,
    for_customers,
    proved_lately,
)
from storefront.customers.models import User
from storefront.customers.views.entrance import let_in
from storefront.customers.ways import contacts_of

#: In the session, while the visitor is at the other company's.
JOURNEY = "provider_journey"


@require_safe
@never_cache
def go_to_provider(request: HttpRequest, connection_id: int) -> HttpResponse:
    return set_out(request, connection_id, linking=False)


@require_safe
@for_customers
@proved_lately
def link_provider(request: HttpRequest, user: User, connection_id: int) -> HttpResponse:
    return set_out(request, connection_id, linking=True)


def set_out(request: HttpRequest, connection_id: int, *, linking: bool) -> HttpResponse:
    """Keep what must come back unchanged, and send the visitor away."""
    connection = found(connection_id)
    provider = providers.provider_of(connection)
    if provider.trouble:
        return say(request, provider.name, dark(provider.name))
    try:
        journey = providers.begin(connection)
    except (PlatformUnavailable, CredentialsDead):
        return say(request, provider.name, dark(provider.name))
    request.session[JOURNEY] = {
        "connection": connection.pk,
        "state": journey.state,
        "verifier": journey.verifier,
        "next": back_to(request),
        "language": get_language(),
        "linking": linking,
    }
    return redirect(journey.url)


@require_safe
@never_cache
def provider_back(request: HttpRequest, connection_id: int) -> HttpResponse:
    """What comes without the journey of this browser is nobody's."""
    connection = found(connection_id)
    name = providers.name_of(connection)
    journey = request.session.pop(JOURNEY, None) or {}
    with translation.override(journey.get("language") or get_language() or "vi"):
        state = request.GET.get("state", "")
        if journey.get("connection") != connection.pk or not constant_time_compare(
            journey["state"], state
        ):
            return say(request, name, not_begun_here())
        if "code" not in request.GET:
            return say(request, name, cancelled(name))
        return arrive(request, connection, journey)


def arrive(
    request: HttpRequest, connection: Connection, journey: dict[str, str]
) -> HttpResponse:
    name = providers.name_of(connection)
    try:
        identity = providers.identify(
            connection, code=request.GET["code"], verifier=journey["verifier"]
        )
    except PlatformRefused:
        return say(request, name, not_accepted(name))
    except (PlatformUnavailable, CredentialsDead):
        return say(request, name, dark(name))
    if journey["linking"]:
        return link(request, connection, identity)
    user = services.enter_with(connection=connection, identity=identity)
    response = let_in(request, user, then=journey["next"])
    if customer_of(request):
        response = redirect("ways") if alone(user) else response
        came_by.remember(response, user, connection)
    return response


def link(
    request: HttpRequest, connection: Connection, identity: Identity
) -> HttpResponse:
    user = customer_of(request)
    if user is None:
        return redirect("account_login")
    try:
        services.link(user=user, connection=connection, identity=identity)
    except services.TakenByAnother:
        name = providers.name_of(connection)
        return say(request, name, opens_another(name))
    return redirect("ways")


def alone(user: User) -> bool:
    """The first natural moment to ask for a second way."""
    return not contacts_of(user)


def found(connection_id: int) -> Connection:
    able = [connection.pk for connection in providers.connections()]
    return get_object_or_404(Connection, pk=connection_id, pk__in=able)


def say(request: HttpRequest, name: str, problem: str) -> HttpResponse:
    facts = {"name": name, "problem": problem}
    return render(request, "account/provider_problem.html", facts, status=422)


def dark(name: str) -> str:
    return _("%(name)s does not answer at the moment. Your account here is safe.") % {
        "name": name
    }


def cancelled(name: str) -> str:
    return _("You did not go on at %(name)s. Nothing has changed.") % {"name": name}


def not_accepted(name: str) -> str:
    return _("%(name)s did not confirm it. Please try once more.") % {"name": name}


def not_begun_here() -> str:
    return _("This sign-in was not begun in this browser, or it took too long.")


def opens_another(name: str) -> str:
    return _("This %(name)s account already opens another account here.") % {
        "name": name
    }
