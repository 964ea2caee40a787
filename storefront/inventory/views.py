"""The page on which staff count many variants at once."""

from collections.abc import Sequence

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from storefront.catalog.views import numbers
from storefront.inventory.forms import CountForm
from storefront.inventory.models import Stock
from storefront.inventory.services import count_all

#: How many rows one page counts.
MOST_ROWS = 300


@permission_required("inventory.change_stock", raise_exception=True)
def count(request: HttpRequest) -> HttpResponse:
    """Count the stock of the products in `ids`, or of the rows in `rows`."""
    rows = [
        CountForm(stock, request.POST if request.method == "POST" else None)
        for stock in chosen_stock(request)
    ]
    if request.method == "POST" and save(request, rows):
        return HttpResponseRedirect(reverse("admin:inventory_stock_changelist"))
    context = admin.site.each_context(request) | {
        "title": _("Count stock"),
        "rows": rows,
    }
    return render(request, "inventory/count_stock.html", context)


def chosen_stock(request: HttpRequest) -> list[Stock]:
    stock = Stock.objects.filter(variant__stock_tracked=True)
    if "rows" in request.GET:
        stock = stock.filter(pk__in=numbers(request.GET["rows"]))
    else:
        products = numbers(request.GET.get("ids", ""))
        stock = stock.filter(variant__product__in=products, variant__archived=False)
    ordered = stock.select_related("variant__product", "location").order_by(
        "variant__product_id", "variant__position", "variant_id", "location_id"
    )
    return list(ordered[:MOST_ROWS])


def save(request: HttpRequest, rows: Sequence[CountForm]) -> bool:
    """Save what was counted; rows that moved meanwhile stay, and are shown again."""
    if not all([row.is_valid() for row in rows]):  # noqa: C419 - each shows its errors
        messages.error(request, _("Nothing was changed: see the rows marked below."))
        return False
    counted = [row for row in rows if row.differs()]
    counts = {key(row): row.numbers() for row in counted}
    moved = count_all(counts=counts, made_by=made_by(request))
    for row in counted:
        if key(row) in moved:
            row.moved(moved[key(row)].now)
    done = len(counted) - len(moved)
    text = ngettext("%(n)s count saved.", "%(n)s counts saved.", done)
    messages.success(request, text % {"n": done})
    return not moved


def made_by(request: HttpRequest) -> AbstractUser | None:
    return request.user if isinstance(request.user, AbstractUser) else None


def key(row: CountForm) -> tuple[int, int]:
    return row.stock.variant_id, row.stock.location_id
