from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from storefront.catalog.models import Product
from storefront.shelves.models import Entry
from storefront.web.picker import picker_of
from storefront.web.shelf import cards

SHOWN = 4


@require_safe
@never_cache
def components(request: HttpRequest) -> HttpResponse:
    """Every part the pages are made of, with goods of this shop. Not in production."""
    newest = Entry.objects.newest().values_list("pk", flat=True)[:SHOWN]
    shown = Product.objects.on_sale().filter(axis_1__gt="").order_by("-pk").first()
    facts = {
        "cards": cards(list(newest)),
        "picker": picker_of(shown) if shown else None,
        "colors": COLORS,
    }
    return render(request, "web/components.html", facts)


COLORS = (
    "paper",
    "card",
    "sand",
    "accent-tint",
    "accent",
    "good",
    "warn",
    "bad",
    "ink",
)
