from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import F, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_safe

from storefront.cart.cookie import find_cart, find_or_start_cart, remember_cart
from storefront.cart.filling import Wanted, fill
from storefront.cart.models import Cart
from storefront.cart.services import own
from storefront.checkout.links import Link, read_link
from storefront.checkout.models import CheckoutLink
from storefront.customers.guards import customer_of
from storefront.orders.models import Order
from storefront.payments.views import TYPES, qr_picture
from storefront.promotions.refusals import refusal
from storefront.promotions.services import VoucherRefused, find_voucher

#: More would be a wall of text.
MOST_SAID = 8


@require_safe
@never_cache
def checkout_link(request: HttpRequest) -> HttpResponse:
    """Fill a fresh cart and go on to checkout, saying what could not be added.

    The visitor's own cart stays: the cart page offers to take it back.
    """
    link = read_link(request.GET.dict())
    cart, left_out = fresh_cart(link, before=find_cart(request))
    if customer := customer_of(request):
        own(cart=cart, customer=customer)
    say(request, [*map(unreadable, link.unread), *left_out])
    page = reverse("checkout" if cart.lines.exists() else "cart")
    tracking = f"?{urlencode(link.tracking)}" if link.tracking else ""
    response = redirect(f"{page}{tracking}")
    remember_cart(response, cart)
    return response


@transaction.atomic
def fresh_cart(link: Link, *, before: Cart | None) -> tuple[Cart, Sequence[str]]:
    kept = before if before and before.lines.exists() else None
    cart = Cart.objects.create(previous=kept, origin=link.origin)
    left_out = [str(one) for one in fill(cart=cart, wanted=link.wanted)]
    if link.coupon and (problem := keep_voucher(cart, link.coupon)):
        left_out.append(problem)
    return cart, left_out


def keep_voucher(cart: Cart, code: str) -> str:
    """Have checkout use it; a code that cannot be used is said, and gets in no way."""
    lines = cart.lines.aggregate(goods=Sum(F("quantity") * F("seen_price")))
    try:
        find_voucher(code=code, goods=lines["goods"] or 0)
    except VoucherRefused as refused:
        return refusal(refused)
    cart.voucher_code = code
    cart.save(update_fields=["voucher_code"])
    return ""


def unreadable(entry: str) -> str:
    return _("“%(entry)s” in the link names nothing that can be read.") % {
        "entry": "".join(char for char in entry if char.isprintable())
    }


def say(request: HttpRequest, sentences: Sequence[str]) -> None:
    for sentence in sentences[:MOST_SAID]:
        messages.warning(request, sentence)
    more = len(sentences) - MOST_SAID
    if more > 0:
        messages.warning(request, _("And %(n)s more.") % {"n": more})


@never_cache
@csrf_protect
def buy_again(request: HttpRequest, token: UUID) -> HttpResponse:
    """The things of an order into the cart, at today's prices."""
    order = get_object_or_404(Order, token=token)
    if request.method != "POST":
        return redirect(order)
    cart = find_or_start_cart(request)
    wanted = [Wanted(line.sku, line.quantity) for line in order.lines.all()]
    say(request, [str(one) for one in fill(cart=cart, wanted=wanted)])
    response = redirect("cart")
    remember_cart(response, cart)
    return response


def link_qr(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """For staff, to print or to post."""
    if kind not in TYPES:
        raise Http404
    return qr_picture(get_object_or_404(CheckoutLink, pk=pk).address, kind)
