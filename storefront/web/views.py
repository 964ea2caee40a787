"""The shop window: home, categories, products, search."""

from django.core.paginator import Paginator
from django.db.models import F
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from storefront.catalog.models import Category, Product, ProductQuerySet
from storefront.catalog.search import LONGEST_QUERY
from storefront.catalog.search import search as find
from storefront.shop.models import current_profile
from storefront.web.shared import shared_page
from storefront.web.shelf import axis_labels, cards, choices, for_sale
from storefront.web.structured import (
    absolute,
    address_of,
    data_block,
    organization,
    product_thing,
    trail,
)
from storefront.web.window import best_sellers, collections, neighbours

PER_PAGE = 24
NEWEST_ON_HOME = 12

SORTS: dict[str, tuple[Promise, list[str | OrderBy]]] = {
    "newest": (_("Newest"), ["-created_at", "-pk"]),
    "cheapest": (_("Lowest price"), [F("price").asc(), "pk"]),
    "dearest": (_("Highest price"), [F("price").desc(), "pk"]),
    "name": (_("Name"), ["title", "pk"]),
}


@require_safe
@shared_page
def home(request: HttpRequest) -> HttpResponse:
    newest = for_sale(Product.objects.all()).order_by("-created_at", "-pk")
    facts = {
        "collections": collections(),
        "best_sellers": best_sellers(),
        "cards": cards(newest[:NEWEST_ON_HOME]),
        "structured_data": data_block(organization(current_profile())),
    }
    return render(request, "web/home.html", facts)


@require_safe
@shared_page
def category(request: HttpRequest, slug: str) -> HttpResponse:
    here = get_object_or_404(Category, slug=slug, shown=True)
    inside = Product.objects.filter(
        category__path__startswith=here.path, category__shown=True
    )
    facts = {
        "category": here,
        "above": Category.objects.get_ancestors(here).filter(shown=True),
        "below": Category.objects.get_children(here).filter(shown=True),
    }
    return render(request, "web/category.html", facts | listing(request, inside))


@require_safe
@shared_page
def search(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    found = find(asked) if asked else Product.objects.none()
    return render(
        request, "web/search.html", {"asked": asked} | listing(request, found)
    )


@require_safe
@shared_page
def product(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(
        Product.objects.on_sale().select_related("category"), slug=slug
    )
    offered = choices(shown)
    pictures = list(shown.pictures.all())
    facts = {
        "product": shown,
        "pictures": pictures,
        "shared_picture": absolute(address_of(pictures[0])) if pictures else "",
        "structured_data": data_block(
            product_thing(shown, offered, pictures), trail(way_to(shown))
        ),
        "related": neighbours(shown),
        "choices": offered,
        "chosen": next((one for one in offered if not one.sold_out), None),
        "axes": axis_labels(shown),
    }
    return render(request, "web/product.html", facts)


def way_to(product: Product) -> list[tuple[str, str]]:
    """The names and addresses from home to the product."""
    home = (gettext("Home"), reverse("home"))
    here = (product.title, product.get_absolute_url())
    shelf = product.category
    between = [(shelf.name, shelf.get_absolute_url())] if shelf.shown else []
    return [home, *between, here]


def listing(request: HttpRequest, products: ProductQuerySet) -> dict[str, object]:
    """One page of products in the order asked for; nonsense is the first page."""
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "newest"
    ordered = for_sale(products).order_by(*SORTS[sort][1])
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "cards": cards(ordered[page.start_index() - 1 : page.end_index()])
        if page.object_list
        else [],
        "sort": sort,
        "sorts": [(key, label) for key, (label, _) in SORTS.items()],
    }
