"""Staff say where our categories belong on a channel, and what it asks for there."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from storefront.catalog.models import Category, Product
from storefront.catalog.search import normalise
from storefront.channels.categories import own_and_inherited
from storefront.channels.category_forms import ValuesForm
from storefront.channels.choosing import CannotChoose, choose, give_values
from storefront.channels.models import CategoryTree, RemoteCategory
from storefront.channels.placing import MOST_FOUND, Place, places
from storefront.channels.requirements import read_attributes
from storefront.connections.models import Connection

ON_A_PAGE = 25

may_choose = permission_required("channels.change_listing", raise_exception=True)


@may_choose
def categories(request: HttpRequest, connection_id: int) -> HttpResponse:
    """All categories of ours, each with where it is there and three guesses."""
    connection = mapped_connection(connection_id)
    if request.method == "POST":
        return chosen(request, connection, own_category(request.POST.get("category")))
    rows = Category.objects.order_by("path")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    title = _("Categories on %(connection)s") % {"connection": connection}
    context = frame(request, connection, title) | {
        "page": page,
        "places": places(connection, list(page)),
        "tree": CategoryTree.objects.filter(connection=connection).first(),
    }
    return render(request, "channels/categories.html", context)


@may_choose
def category(
    request: HttpRequest, connection_id: int, category_id: int
) -> HttpResponse:
    """One category of ours: any node there, found by its words, and its values."""
    connection = mapped_connection(connection_id)
    row = own_category(str(category_id))
    if "choose" in request.POST:
        return chosen(request, connection, row)
    [place] = places(connection, [row])
    form = values_form(request, connection, place, row)
    if form.is_bound and form.is_valid():
        return given(request, connection, row, form)
    asked = request.GET.get("q", "")
    found = RemoteCategory.objects.filter(connection=connection)
    title = _("%(category)s on %(connection)s") % {
        "category": row,
        "connection": connection,
    }
    context = frame(request, connection, title) | {
        "place": place,
        "form": form,
        "asked": asked,
        "found": found.found_by(normalise(asked))[:MOST_FOUND] if asked else [],
        "most": MOST_FOUND,
    }
    return render(request, "channels/category.html", context)


@may_choose
def product_values(
    request: HttpRequest, connection_id: int, product_id: int
) -> HttpResponse:
    """What one product says where its category says something else, or nothing."""
    connection = mapped_connection(connection_id)
    product: Product = get_object_or_404(
        Product.objects.select_related("category"), pk=product_id
    )
    [place] = places(connection, [product.category])
    form = values_form(request, connection, place, product)
    if form.is_bound and form.is_valid():
        return given(request, connection, product, form)
    title = _("%(product)s on %(connection)s") % {
        "product": product,
        "connection": connection,
    }
    context = frame(request, connection, title) | {
        "place": place,
        "form": form,
        "product": product,
    }
    return render(request, "channels/product_values.html", context)


def mapped_connection(connection_id: int) -> Connection:
    return get_object_or_404(
        Connection.objects.open(), pk=connection_id, category_tree__isnull=False
    )


def own_category(text: str | None) -> Category:
    if not (text or "").isdecimal():
        raise Http404(text)
    return get_object_or_404(Category, pk=text)


def frame(
    request: HttpRequest, connection: Connection, title: str
) -> dict[str, object]:
    return admin.site.each_context(request) | {
        "title": title,
        "connection": connection,
    }


def chosen(request: HttpRequest, connection: Connection, row: Category) -> HttpResponse:
    """Whatever was chosen, the reader stays where they were."""
    try:
        choose(
            connection=connection,
            category=row,
            external_id=request.POST.get("choose", ""),
            seen=request.POST.get("seen", ""),
        )
    except CannotChoose as reason:
        messages.error(request, f"{row}: {reason}")
    else:
        messages.success(request, _("%(category)s: saved.") % {"category": row})
    return HttpResponseRedirect(request.get_full_path())


def given(
    request: HttpRequest,
    connection: Connection,
    of: Category | Product,
    form: ValuesForm,
) -> HttpResponse:
    give_values(connection=connection, of=of, values=form.values())
    messages.success(request, _("%(category)s: saved.") % {"category": of})
    return HttpResponseRedirect(request.get_full_path())


def values_form(
    request: HttpRequest, connection: Connection, place: Place, of: Category | Product
) -> ValuesForm:
    posted = request.POST if request.method == "POST" else None
    own, inherited = own_and_inherited(connection, of)
    attributes = read_attributes(place.node.attributes if place.node else None)
    return ValuesForm(attributes, posted, given=own, inherited=inherited)
