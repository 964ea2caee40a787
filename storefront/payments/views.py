from collections import Counter
from io import BytesIO
from uuid import UUID

import segno
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from storefront.orders.models import Order
from storefront.payments.forms import ColumnsForm
from storefront.payments.models import Statement, Transfer
from storefront.payments.services import import_statement, transfer_details

TYPES = {"svg": "image/svg+xml", "png": "image/png"}
#: Rows shown to choose the columns by.
SHOWN = 15


@require_safe
@never_cache
def transfer_qr(request: HttpRequest, token: UUID, kind: str) -> HttpResponse:
    """The VietQR picture of what is due: SVG to look at, PNG to keep and open."""
    details = transfer_details(get_object_or_404(Order, token=token))
    if details is None or kind not in TYPES:
        raise Http404
    return qr_picture(details.payload, kind)


def qr_picture(text: str, kind: str) -> HttpResponse:
    picture = BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind=kind, scale=8, border=4)
    return HttpResponse(picture.getvalue(), content_type=TYPES[kind])


@permission_required("payments.add_statement", raise_exception=True)
def import_transfers(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which column holds what, then book the transfers that are new."""
    statement = get_object_or_404(Statement, pk=pk)
    form = ColumnsForm(statement, request.POST or None)
    if request.method == "POST" and form.is_valid():
        new = import_statement(statement=statement, columns=form.columns())
        messages.success(request, told(new))
        transfers = reverse("admin:payments_transfer_changelist")
        return HttpResponseRedirect(f"{transfers}?statement__id__exact={pk}")
    context = admin.site.each_context(request) | {
        "title": _("Which column holds what?"),
        "statement": statement,
        "form": form,
        "rows": statement.rows[:SHOWN],
    }
    return render(request, "payments/columns.html", context)


def told(new: list[Transfer]) -> str:
    if not new:
        return _("Nothing new: these transfers were imported before.")
    kinds = Counter(str(transfer.get_came_display()) for transfer in new)
    counts = "; ".join(f"{kind}: {count}" for kind, count in kinds.items())
    return _("New transfers: %(n)s. %(counts)s.") % {"n": len(new), "counts": counts}
