from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from storefront.cart.contents import contents_of
from storefront.cart.cookie import find_cart, remember_cart
from storefront.cart.forms import AddToCart, ChangeCart
from storefront.cart.models import Cart
from storefront.cart.origin import token_free
from storefront.cart.services import MOST_LINES, CartFull, TooMany
from storefront.cart.services import add_to_cart as add
from storefront.cart.services import change_cart as change


@require_safe
@never_cache
def cart(request: HttpRequest) -> HttpResponse:
    return show(request, find_cart(request))


@token_free
@never_cache
def add_to_cart(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("cart")
    mine = find_cart(request)
    form = AddToCart(request.POST)
    if not form.is_valid():
        return show(request, mine, problem=first_problem(form))
    new = mine is None
    mine = mine or Cart.objects.create()
    try:
        add(cart=mine, **form.cleaned_data)
    except TooMany as limit:
        problem = _("At most %(most)s of one thing.") % {"most": limit.most}
        return show(request, mine, problem=problem)
    except CartFull:
        problem = _("At most %(most)s different things.") % {"most": MOST_LINES}
        return show(request, mine, problem=problem)
    response = redirect("cart")
    if new:
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
    return redirect("cart")


def show(request: HttpRequest, mine: Cart | None, *, problem: str = "") -> HttpResponse:
    return render(
        request,
        "cart/cart.html",
        {"cart": contents_of(mine), "problem": problem},
        status=422 if problem else 200,
    )


def first_problem(form: Form) -> str:
    return next(str(problems[0]) for problems in form.errors.values())
