"""One page for each channel: prices that wait for a yes, and what is kept back."""

import re

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from storefront.catalog.views import numbers
from storefront.channels import guarding
from storefront.channels.buffers import Rule
from storefront.channels.caution import Buffer, HeldPrice, caution_of
from storefront.channels.guard_forms import BufferForm, CautionForm
from storefront.channels.models import RemoteWarehouse
from storefront.channels.warehouse_choosing import WarehousesForm, choose_warehouses
from storefront.connections.models import Connection

#: So many prices are shown, and let out by one click.
SHOWN = 200


@permission_required("channels.change_listing", raise_exception=True)
def guards(request: HttpRequest, connection_id: int) -> HttpResponse:
    connection = get_object_or_404(Connection.objects.open(), pk=connection_id)
    asked = request.POST.get("do", "")
    rules = request.POST if asked == "rules" else None
    caution = CautionForm(rules, instance=caution_of(connection))
    buffer = BufferForm(request.POST if asked == "buffer" else None)
    posted = request.POST if asked == "warehouses" else None
    warehouses = WarehousesForm(posted, connection=connection)
    if request.method == "POST" and answer(
        request, connection, caution, buffer, warehouses
    ):
        return HttpResponseRedirect(request.path)
    waiting = HeldPrice.objects.waiting().filter(connection=connection)
    rows = waiting.select_related("offer__variant__product").order_by("pk")
    own = Buffer.objects.filter(connection=connection)
    context = admin.site.each_context(request) | {
        "title": _("Guards of %(connection)s") % {"connection": connection},
        "connection": connection,
        "held": list(rows[:SHOWN]),
        "count": waiting.count(),
        "caution": caution,
        "buffer": buffer,
        "warehouses": warehouses,
        "several": RemoteWarehouse.objects.of(connection).count() > 1,
        "buffers": own.select_related("variant__product").order_by("variant__sku"),
    }
    return render(request, "channels/guards.html", context)


def answer(
    request: HttpRequest,
    connection: Connection,
    caution: CautionForm,
    buffer: BufferForm,
    warehouses: WarehousesForm,
) -> bool:
    """Do what was asked; False: the page says what is wrong with it."""
    if seen := seen_prices(request.POST.getlist("approve")):
        tell_approved(request, guarding.approve_prices(connection, seen=seen))
        return True
    if dropped := numbers(request.POST.get("drop", "")):
        guarding.drop_buffer(connection, variant_id=dropped[0])
        return True
    if caution.is_bound and caution.is_valid():
        guarding.set_caution(connection, **caution.cleaned_data)
        return saved(request)
    if buffer.is_bound and buffer.is_valid():
        rule = Rule(buffer.cleaned_data["units"], buffer.cleaned_data["percent"])
        variant = buffer.instance.variant
        guarding.set_buffer(connection, variant=variant, rule=rule)
        return saved(request)
    if warehouses.is_bound and warehouses.is_valid():
        choose_warehouses(connection, chosen=warehouses.choices())
        return saved(request)
    return False


def saved(request: HttpRequest) -> bool:
    messages.success(request, _("Saved. The channel is told what follows from it."))
    return True


def seen_prices(pairs: list[str]) -> dict[int, int]:
    """The page sends `offer:price` for each, one or many in a field."""
    found = re.findall(r"\b([0-9]{1,18}):([0-9]{1,13})\b", " ".join(pairs))
    return {int(offer): int(price) for offer, price in found[:SHOWN]}


def tell_approved(request: HttpRequest, count: int) -> None:
    if not count:
        text = _("Nothing was sent: these prices were changed meanwhile.")
        messages.warning(request, text)
        return
    text = ngettext("%d price is sent now.", "%d prices are sent now.", count)
    messages.success(request, text % count)
