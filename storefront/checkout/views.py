from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from storefront.cart.contents import contents_of
from storefront.cart.cookie import find_cart
from storefront.cart.models import Cart
from storefront.checkout import services
from storefront.checkout.forms import CheckoutForm
from storefront.customers.client_address import client_address
from storefront.inventory.services import OutOfStock
from storefront.orders.models import Order
from storefront.orders.services import NotOnSale, OrderMovedOn, PriceChanged
from storefront.orders.services import cancel_order as cancel


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csrf_protect
def checkout(request: HttpRequest) -> HttpResponse:
    # The cart first, then the order: a cart that is empty because it has just become
    # an order is always followed by that order.
    cart = find_cart(request)
    if request.method != "POST":
        return show(request, cart, CheckoutForm())
    form = CheckoutForm(request.POST)
    form.full_clean()
    if placed := placed_under(form.cleaned_data.get("checkout_key")):
        return redirect(placed)
    if "checkout_key" in form.errors:
        return show(request, cart, form, problem=moved_on())
    if cart is None or not form.is_valid():
        return show(request, cart, form)
    return place(request, cart, form)


def place(request: HttpRequest, cart: Cart, form: CheckoutForm) -> HttpResponse:
    key = form.cleaned_data["checkout_key"]
    try:
        order = services.place_from_cart(
            cart=cart,
            seen=form.cleaned_data["seen"],
            buyer=form.buyer(),
            delivery_fee=settings.DELIVERY_FEE,
            client_ip=client_address(request),
            language=get_language() or settings.LANGUAGE_CODE,
        )
    except OutOfStock as short:
        return show(request, cart, form, problem=sold_meanwhile(short))
    except (services.CartMovedOn, NotOnSale, PriceChanged):
        if placed := placed_under(key):
            return redirect(placed)
        return show(request, cart, form, problem=moved_on())
    return redirect(order)


def placed_under(key: UUID | None) -> Order | None:
    """The order that this form, or one from the same cart, has become already."""
    return Order.objects.filter(checkout_key=key).first() if key else None


def moved_on() -> str:
    return _(
        "Your cart has changed since you saw it. This is how it is now: look it over,"
        " then order again."
    )


def sold_meanwhile(short: OutOfStock) -> str:
    if not short.left:
        return _("%(sku)s has just been sold out.") % {"sku": short.sku}
    return _("Of %(sku)s only %(left)s are left in one place.") % {
        "sku": short.sku,
        "left": short.left,
    }


def show(
    request: HttpRequest,
    cart: Cart | None,
    form: CheckoutForm,
    *,
    problem: str = "",
) -> HttpResponse:
    """The page with what was typed, and always the newest cart and its key."""
    if cart is not None:
        cart.refresh_from_db(fields=["checkout_key"])
    contents = contents_of(cart)
    if not contents.buyable and not form.is_bound:
        return redirect("cart")
    fee = settings.DELIVERY_FEE
    return render(
        request,
        "checkout/checkout.html",
        {
            "form": form,
            "cart": contents,
            "problem": problem,
            "checkout_key": cart.checkout_key if cart else "",
            "seen": services.fingerprint(contents, fee),
            "delivery_fee": fee,
            "total": contents.subtotal + fee,
        },
        status=422 if form.is_bound else 200,
    )


@require_safe
@never_cache
def order(request: HttpRequest, token: UUID) -> HttpResponse:
    return show_order(request, get_object_or_404(Order, token=token))


@never_cache
@csrf_protect
def cancel_order(request: HttpRequest, token: UUID) -> HttpResponse:
    found = get_object_or_404(Order, token=token)
    if request.method != "POST":
        return redirect(found)
    try:
        cancel(order=found, by=None)
    except OrderMovedOn as moved:
        problem = _("This order can no longer be cancelled here. Please call us.")
        return show_order(request, moved.order, problem=problem)
    return redirect(found)


def show_order(
    request: HttpRequest, found: Order, *, problem: str = ""
) -> HttpResponse:
    response = render(
        request,
        "orders/order.html",
        {
            "order": found,
            "lines": found.lines.all(),
            "events": found.events.all(),
            "problem": problem,
        },
        status=409 if problem else 200,
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response
