"""The shop window: home, categories, products, search."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from storefront.catalog.models import Category, Product
from storefront.shelves.models import Entry
from storefront.shelves.search import search as find
from storefront.shop.models import current_profile
from storefront.web import listing
from storefront.web.asked import Asked
from storefront.web.context import shelves
from storefront.web.picker import picker_of
from storefront.web.shared import newest_page, shared_page, tag_product
from storefront.web.shelf import cards
from storefront.web.structured import (
    absolute,
    address_of,
    data_block,
    organization,
    product_thing,
    trail,
)
from storefront.web.window import best_sellers, collections, neighbours

NEWEST_ON_HOME = 12
SUGGESTED = 8


@require_safe
@shared_page
def home(request: HttpRequest) -> HttpResponse:
    newest = Entry.objects.newest().values_list("pk", flat=True)
    facts = {
        "collections": collections(),
        "best_sellers": best_sellers(),
        "cards": cards(list(newest[:NEWEST_ON_HOME])),
        "structured_data": data_block(organization(current_profile())),
    }
    return render(request, "web/home.html", facts)


@require_safe
@shared_page
def category(request: HttpRequest, slug: str) -> HttpResponse:
    here = get_object_or_404(Category, slug=slug, shown=True)
    found = listing.of_category(here, Asked.of(request.GET))
    facts = {
        "category": here,
        "above": above(here),
        "below": Category.objects.get_children(here).filter(shown=True),
        "listing": found,
        "cards": found.cards,
    }
    return render(request, "web/category.html", facts)


def above(here: Category) -> Iterable[Category]:
    """The shown ones that it lies in; those at the top are at hand on every page."""
    if here.depth > 2:
        ancestors: Iterable[Category] = Category.objects.get_ancestors(here)
        return [category for category in ancestors if category.shown]
    return [
        top for top in shelves() if here.depth > 1 and here.path.startswith(top.path)
    ]


@require_safe
@shared_page
def search(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request.GET)
    found = listing.of_search(find(asked.text), asked)
    facts = {"asked": asked.text, "listing": found, "cards": found.cards}
    return render(request, "web/search.html", facts)


@require_safe
@shared_page
def suggestions(request: HttpRequest) -> HttpResponse:
    """What the search page would show first, to put below the field while typing."""
    asked = Asked.of(request.GET)
    found = find(asked.text)
    facts = {"asked": asked, "products": listing.best_fitting(found, SUGGESTED)}
    return render(request, "web/partials/suggestions.html", facts)


@require_safe
@shared_page
def product(request: HttpRequest, slug: str) -> HttpResponse:
    shown = on_sale(slug)
    picker = picker_of(shown)
    pictures = list(shown.pictures.all())
    facts = {
        "product": shown,
        "pictures": pictures,
        "shared_picture": absolute(address_of(pictures[0])) if pictures else "",
        "structured_data": data_block(
            product_thing(shown, picker.choices, pictures), trail(way_to(shown))
        ),
        "related": neighbours(shown),
        "picker": picker,
    }
    return tag_product(render(request, "web/product.html", facts), shown.pk)


@require_safe
@newest_page
def availability(request: HttpRequest, slug: str) -> HttpResponse:
    """The picker as it is at this moment; the page around it may be a little older."""
    shown = on_sale(slug)
    facts = {"picker": picker_of(shown)}
    return tag_product(render(request, "web/partials/picker.html", facts), shown.pk)


def on_sale(slug: str) -> Product:
    products = Product.objects.on_sale().select_related("category")
    found: Product = get_object_or_404(products, slug=slug)
    return found


def way_to(product: Product) -> list[tuple[str, str]]:
    """The names and addresses from home to the product."""
    home = (gettext("Home"), reverse("home"))
    here = (product.title, product.get_absolute_url())
    shelf = product.category
    between = [(shelf.name, shelf.get_absolute_url())] if shelf.shown else []
    return [home, *between, here]
