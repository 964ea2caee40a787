from uuid import uuid4

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from storefront.cart.contents import contents_of, pictured
from storefront.cart.cookie import (
    find_cart,
    find_or_start_cart,
    remember_cart,
    remember_token,
    token_of,
    units_of,
)
from storefront.cart.filling import take_back
from storefront.cart.forms import AddToCart, ChangeCart
from storefront.cart.models import Cart, CartLine
from storefront.cart.origin import token_free
from storefront.cart.services import MOST_LINES, CartFull, TooMany
from storefront.cart.services import add_to_cart as add
from storefront.cart.services import change_cart as change


@require_safe
@never_cache
def cart(request: HttpRequest) -> HttpResponse:
    return show(request, find_cart(request))


@require_safe
@never_cache
def cart_summary(request: HttpRequest) -> HttpResponse:
    """How many things are in it. Gives a new visitor the token of the cart to come."""
    facts = {"units": units_of(request)}
    response = HttpResponse(render_to_string("cart/partials/summary.html", facts))
    if token_of(request) is None:
        remember_token(response, uuid4())
    return response


@require_safe
@never_cache
def cart_token(request: HttpRequest) -> HttpResponse:
    """The same token for browsers without scripts: an empty style sheet brings it."""
    response = HttpResponse(content_type="text/css")
    if token_of(request) is None:
        remember_token(response, uuid4())
    return response


@token_free
@never_cache
def add_to_cart(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("cart")
    form = AddToCart(picked(request.POST))
    if not form.is_valid():
        return show(request, find_cart(request), problem=first_problem(form))
    mine = find_or_start_cart(request)
    try:
        mine = add(cart=mine, **form.cleaned_data)
    except TooMany as limit:
        problem = _("At most %(most)s of one thing.") % {"most": limit.most}
        return show(request, mine, problem=problem)
    except CartFull:
        problem = _("At most %(most)s different things.") % {"most": MOST_LINES}
        return show(request, mine, problem=problem)
    response = show(request, mine) if drawer(request) else redirect("cart")
    if token_of(request) is None:
        remember_cart(response, mine)
    return response


@token_free
@never_cache
def change_cart(request: HttpRequest) -> HttpResponse:
    mine = find_cart(request)
    if mine is None or request.method != "POST":
        return redirect("cart")
    form = ChangeCart(request.POST)
    if not form.is_valid():
        return show(request, mine, problem=first_problem(form))
    change(cart=mine, **form.cleaned_data)
    return show(request, mine) if drawer(request) else redirect("cart")


@token_free
@never_cache
def restore_cart(request: HttpRequest) -> HttpResponse:
    """What was in the cart before a checkout link, beside what is in it now."""
    mine = find_cart(request)
    if mine is not None and request.method == "POST":
        for left_out in take_back(cart=mine):
            messages.warning(request, str(left_out))
    return redirect("cart")


def show(request: HttpRequest, mine: Cart | None, *, problem: str = "") -> HttpResponse:
    """The page, or as much of it as a drawer at the side of another page needs."""
    name = "cart/partials/drawer.html" if drawer(request) else "cart/cart.html"
    before = mine.previous_id if mine else None
    contents = pictured(contents_of(mine))
    return render(
        request,
        name,
        {
            "cart": contents,
            "cart_units": contents.units,
            "before": CartLine.objects.filter(cart=before).count() if before else 0,
            "problem": problem,
        },
        status=422 if problem else 200,
    )


def drawer(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def picked(post: QueryDict) -> QueryDict:
    """Of a picker in two steps only the variant below the chosen first one counts."""
    if "group" not in post:
        return post
    settled = post.copy()
    settled["variant"] = post.get(f"variant-{post['group']}", "")
    return settled


def first_problem(form: Form) -> str:
    return next(str(problems[0]) for problems in form.errors.values())
