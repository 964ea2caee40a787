from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from storefront.cart.contents import contents_of, pictured
from storefront.cart.cookie import find_cart
from storefront.cart.models import Cart
from storefront.checkout import services
from storefront.checkout.changes import changes
from storefront.checkout.forms import CheckoutForm
from storefront.checkout.quotes import Quote, quote
from storefront.checkout.refusals import REFUSALS, refusal
from storefront.customers.client_address import client_address
from storefront.customers.guards import customer_of
from storefront.orders.compiled_reads import order_by_key
from storefront.orders.models import Order
from storefront.orders.services import NotOnSale, PriceChanged, TotalChanged
from storefront.payments.services import account_in_use
from storefront.places.directory import wards_of
from storefront.promotions.refusals import refusal as voucher_refusal

MOVED_ON = (services.CartMovedOn, NotOnSale, PriceChanged, TotalChanged)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csrf_protect
def checkout(request: HttpRequest) -> HttpResponse:
    # The cart first, then the order: a cart that is empty because it has just become
    # an order is always followed by that order.
    cart = find_cart(request)
    if request.method != "POST":
        voucher = cart.voucher_code if cart else ""
        return show(request, cart, CheckoutForm(initial={"voucher": voucher}))
    form = CheckoutForm(request.POST)
    form.full_clean()
    key = form.cleaned_data.get("checkout_key")
    # Under the key that the cart still has there is no order yet.
    if (cart is None or key != cart.checkout_key) and (placed := placed_under(key)):
        return redirect(placed)
    if "work_out" in request.POST:
        return show(request, cart, form, judged=False)
    if "checkout_key" in form.errors:
        return show(request, cart, form, moved=True)
    if cart is None or not form.is_valid():
        return show(request, cart, form)
    return place(request, cart, form)


@never_cache
@csrf_protect
def sums(request: HttpRequest) -> HttpResponse:
    """The part of the page with the sums, for the form as it is filled in so far."""
    if request.method != "POST":
        return redirect("checkout")
    form = CheckoutForm(request.POST)
    form.full_clean()
    facts = facts_of(offered(find_cart(request), form), form)
    return render(request, "checkout/partials/sums.html", facts)


def place(request: HttpRequest, cart: Cart, form: CheckoutForm) -> HttpResponse:
    if form.chosen_payment() == Order.Payment.BANK_TRANSFER and not account_in_use():
        form.add_error("payment", _("Choose how you pay."))
        return show(request, cart, form)
    try:
        order = services.place_from_cart(
            cart=cart,
            seen=form.cleaned_data["seen"],
            buyer=form.buyer(),
            delivery=form.chosen_delivery(),
            payment=form.chosen_payment(),
            voucher_code=form.chosen("voucher"),
            client_ip=client_address(request),
            customer=customer_of(request),
            language=get_language() or settings.LANGUAGE_CODE,
        )
    except REFUSALS as refused:
        return show(request, cart, form, problem=refusal(refused))
    except MOVED_ON:
        if placed := placed_under(form.cleaned_data["checkout_key"]):
            return redirect(placed)
        return show(request, cart, form, moved=True)
    return redirect(order)


def placed_under(key: UUID | None) -> Order | None:
    """The order that this form, or one from the same cart, has become already."""
    return order_by_key.first(key) if key else None


def show(
    request: HttpRequest,
    cart: Cart | None,
    form: CheckoutForm,
    *,
    problem: str = "",
    moved: bool = False,
    judged: bool = True,
) -> HttpResponse:
    """The page with what was typed, and always the newest cart and its key.

    Unless it is `judged`, only the sums are anew and nothing is called wrong.
    """
    facts = page(cart, form)
    if not facts["cart"].buyable and not form.is_bound:  # type: ignore[attr-defined]
        return redirect("cart")
    offer = facts["quote"]
    if moved and isinstance(offer, Quote):
        problem = " ".join(changes(form.chosen("seen"), offer))
    wrong = form.is_bound and judged
    return render(
        request,
        "checkout/checkout.html",
        facts | {"problem": problem, "judged": judged},
        status=422 if wrong else 200,
    )


def page(cart: Cart | None, form: CheckoutForm) -> dict[str, object]:
    if cart is not None and form.is_bound:
        cart.refresh_from_db(fields=["checkout_key"])
    offer = offered(cart, form)
    pictured(offer.contents)
    return facts_of(offer, form) | {
        "cart_units": offer.contents.units,
        "ward_options": wards_of(form.chosen("province")),
        "checkout_key": cart.checkout_key if cart else "",
        "transfer_offered": account_in_use() is not None,
    }


def offered(cart: Cart | None, form: CheckoutForm) -> Quote:
    """What the form's choices cost."""
    return quote(
        contents_of(cart),
        province=form.chosen("province"),
        method=form.chosen_delivery(),
        voucher_code=form.chosen("voucher"),
        phone=form.chosen("phone"),
    )


def facts_of(offer: Quote, form: CheckoutForm) -> dict[str, object]:
    return {
        "form": form,
        "cart": offer.contents,
        "quote": offer,
        "voucher_problem": voucher_refusal(offer.refused) if offer.refused else "",
    }
