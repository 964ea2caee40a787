"""What staff see of a channel: whose things are that were found, and what to mend."""

from collections.abc import Sequence

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from storefront.catalog.models import Product, Variant
from storefront.catalog.search import search
from storefront.catalog.views import numbers
from storefront.channels import adopting, services
from storefront.channels.findings import Tab, findings, items_in, products_in
from storefront.channels.matching import wanting
from storefront.channels.mending import gone_categories, groups, with_too_many_pictures
from storefront.channels.models import ReadBack, RemoteItem
from storefront.connections.models import Connection

ON_A_PAGE = 25

TABS: dict[Tab, object] = {
    "certain": gettext_lazy("Certain"),
    "likely": gettext_lazy("Likely"),
    "unknown": gettext_lazy("Unknown"),
    "decided": gettext_lazy("Decided"),
}

#: A tab, what it is called, and how many rows it has.
CountedTab = tuple[Tab, object, int]

DECISIONS = {
    "not_ours": RemoteItem.Decision.NOT_OURS,
    "separate": RemoteItem.Decision.SEPARATE,
    "undecided": "",
}


@permission_required("channels.change_listing", raise_exception=True)
def found(request: HttpRequest, connection_id: int) -> HttpResponse:
    connection = get_object_or_404(Connection.objects.open(), pk=connection_id)
    if request.method == "POST":
        answer(request, connection)
        return HttpResponseRedirect(request.get_full_path())
    counted = tabs(connection)
    tab = opened(request.GET.get("tab", ""), counted)
    page = Paginator(rows_in(connection, tab), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    products = [row for row in page if isinstance(row, Product)]
    context = admin.site.each_context(request) | {
        "title": _("Found on %(connection)s") % {"connection": connection},
        "connection": connection,
        "tab": tab,
        "tabs": counted,
        "page": page,
        "findings": findings(connection, tab, products),
        "run": ReadBack.objects.filter(connection=connection).first(),
    }
    return render(request, "channels/found.html", context)


def rows_in(
    connection: Connection, tab: Tab
) -> QuerySet[Product] | QuerySet[RemoteItem]:
    """Products where something of ours was found; else the items themselves."""
    if tab == "unknown":
        return items_in(connection, tab).order_by("pk")
    return products_in(connection, tab)


def tabs(connection: Connection) -> list[CountedTab]:
    return [
        (tab, label, rows_in(connection, tab).count()) for tab, label in TABS.items()
    ]


def opened(asked: str, counted: Sequence[CountedTab]) -> Tab:
    """The tab that was asked for, or the first that has something for staff."""
    for tab, _label, _count in counted:
        if tab == asked:
            return tab
    return next((tab for tab, _label, count in counted if count), "certain")


def answer(request: HttpRequest, connection: Connection) -> None:
    chosen = numbers(",".join(request.POST.getlist("product")))
    asked = request.POST.get("do", "")
    if asked == "adopt_certain":
        services.adopt_certain(connection)
        messages.success(request, _("All that is certain is being adopted."))
    elif asked == "adopt":
        tell_adopted(request, connection, chosen)
    elif asked in DECISIONS:
        tell_decided(request, services.decide(connection, chosen, DECISIONS[asked]))


def tell_adopted(
    request: HttpRequest, connection: Connection, chosen: list[int]
) -> None:
    adopted, refused = services.adopt_chosen(connection, chosen)
    text = ngettext("%d product adopted.", "%d products adopted.", adopted)
    messages.success(request, text % adopted)
    for product, reason in refused.items():
        messages.error(request, f"{product}: {reason}")


def tell_decided(request: HttpRequest, decided: services.Decided) -> None:
    text = ngettext("%d product decided.", "%d products decided.", decided.done)
    messages.success(request, text % decided.done)
    if decided.same_sku:
        text = ngettext(
            "%d product cannot be listed anew: its SKU is taken there. Adopt it, or"
            " leave it alone.",
            "%d products cannot be listed anew: their SKUs are taken there. Adopt them,"
            " or leave them alone.",
            decided.same_sku,
        )
        messages.error(request, text % decided.same_sku)


@permission_required("channels.change_listing", raise_exception=True)
def assign(request: HttpRequest, item_id: int) -> HttpResponse:
    """What of ours is this unknown item? Found by title or SKU, said by a button."""
    items = RemoteItem.objects.select_related("connection")
    item: RemoteItem = get_object_or_404(items, pk=item_id)
    back = reverse("admin:channels_found", args=[item.connection_id])
    if chosen := numbers(request.POST.get("variant", "")):
        told = tell_assigned(request, item, chosen[0])
        return HttpResponseRedirect(f"{back}?tab=likely" if told else request.path)
    asked = request.GET.get("q", item.title)
    context = admin.site.each_context(request) | {
        "title": _("What is %(item)s?") % {"item": item.title or item},
        "item": item,
        "back": back,
        "asked": asked,
        "variants": variants_for(item.connection, asked),
    }
    return render(request, "channels/assign.html", context)


def variants_for(connection: Connection, asked: str) -> list[Variant]:
    """Those that are not there yet."""
    products = search(asked).on_sale().order_by("pk")[:ON_A_PAGE]
    ids = list(products.values_list("pk", flat=True)) if asked.strip() else []
    return list(wanting(connection, ids).order_by("product", "position")[:100])


def tell_assigned(request: HttpRequest, item: RemoteItem, variant_id: int) -> bool:
    variant: Variant = get_object_or_404(Variant, pk=variant_id)
    try:
        adopting.assign(item, variant)
    except adopting.CannotAdopt as reason:
        messages.error(request, f"{variant}: {reason}")
        return False
    messages.success(request, _("Look at what adopting it writes over, and adopt it."))
    return True


@permission_required("channels.view_listing", raise_exception=True)
def mending(request: HttpRequest, connection_id: int) -> HttpResponse:
    connection = get_object_or_404(Connection.objects.open(), pk=connection_id)
    context = admin.site.each_context(request) | {
        "title": _("To mend for %(connection)s") % {"connection": connection},
        "connection": connection,
        "groups": groups(connection),
        "gone": gone_categories(connection),
        "cropped": with_too_many_pictures(connection),
    }
    return render(request, "channels/mending.html", context)
