"""One look tells whether all is well: a page for staff, figures for machines."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from storefront.channels import services
from storefront.channels.models import Drift
from storefront.connections.models import Connection
from storefront.health.lights import lights, worst
from storefront.health.machines import as_json, as_metrics
from storefront.health.preview import preview
from storefront.health.problems import listings_with, problems
from storefront.health.rest import rest

PAGE = "admin:health_connectionhealth_changelist"

#: Drifts shown of one connection.
DRIFTS = 20


@permission_required("health.view_connectionhealth", raise_exception=True)
def health(request: HttpRequest) -> HttpResponse:
    found, machinery = lights(), rest()
    context = admin.site.each_context(request) | {
        "title": _("Health"),
        "lights": found,
        "rest": machinery,
        "colour": worst([*(light.colour for light in found), machinery.colour]),
        "problems": {
            light.connection.pk: problems(light.connection)
            for light in found
            if light.refused
        },
        "drifts": {
            light.connection.pk: drifts_of(light.connection)
            for light in found
            if light.drifted
        },
    }
    return render(request, "health/health.html", context)


def drifts_of(connection: Connection) -> list[Drift]:
    rows = Drift.objects.open().filter(connection=connection)
    return list(rows.select_related("listing__product", "part__offer")[:DRIFTS])


@permission_required("health.view_connectionhealth", raise_exception=True)
def show_preview(request: HttpRequest, connection_id: int) -> HttpResponse:
    connection = get_object_or_404(Connection.objects.open(), pk=connection_id)
    context = admin.site.each_context(request) | {
        "title": _("What would change on %(connection)s") % {"connection": connection},
        "connection": connection,
        "previews": preview(connection),
    }
    return render(request, "health/preview.html", context)


@require_POST
@permission_required("channels.change_listing", raise_exception=True)
def act(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Try a group again, repair what drifted, or read back now."""
    connection = get_object_or_404(Connection.objects.open(), pk=connection_id)
    asked = request.POST.get("do", "")
    if asked == "try_again":
        found = listings_with(connection, request.POST.get("code", ""))
        count = services.try_again(found)
        text = ngettext("%d part is tried again.", "%d parts are tried again.", count)
        messages.success(request, text % count)
    elif asked == "repair":
        count = services.repair(Drift.objects.open().filter(connection=connection))
        text = ngettext("%d thing is sent again.", "%d things are sent again.", count)
        messages.success(request, text % count)
    elif asked == "look":
        services.look_now(connection)
        messages.success(request, _("What is there is being compared now."))
    return HttpResponseRedirect(reverse(PAGE))


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """This process answers. It asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def figures(request: HttpRequest) -> HttpResponse:
    if not has_token(request):
        raise PermissionDenied
    return JsonResponse(as_json(lights(), rest()))


@require_safe
@permission_required("health.view_connectionhealth", raise_exception=True)
def staff_figures(request: HttpRequest) -> HttpResponse:
    """The same behind the door of the admin, where a second step is asked for."""
    return JsonResponse(as_json(lights(), rest()))


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    if not has_token(request):
        raise PermissionDenied
    text = as_metrics(lights(), rest())
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def has_token(request: HttpRequest) -> bool:
    """Without a token in the settings nobody has it."""
    said = request.headers.get("Authorization", "")
    token = settings.HEALTH_TOKEN
    return bool(token) and constant_time_compare(said, f"Bearer {token}")
