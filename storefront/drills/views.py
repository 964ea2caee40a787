"""The button on a connection: make it look gone for a while."""

from django.contrib import admin, messages
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from storefront.connections.models import Connection
from storefront.drills.forms import DrillForm
from storefront.drills.services import begin_drill


@staff_member_required
@permission_required("drills.run_drill", raise_exception=True)
def drill(request: HttpRequest, connection_id: int) -> HttpResponse:
    connection = get_object_or_404(Connection.objects.open(), pk=connection_id)
    form = DrillForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            begin_drill(connection, minutes=form.cleaned_data["minutes"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%s looks gone now.") % connection)
            return redirect("admin:drills_drill_changelist")
    context = {
        **admin.site.each_context(request),
        "title": _("Outage drill: %s") % connection,
        "opts": Connection._meta,
        "connection": connection,
        "form": form,
    }
    return TemplateResponse(request, "drills/drill.html", context)
