"""The page of an order, which is found by its token alone."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_safe

from storefront.cart.cookie import units_of
from storefront.contract.clock import now
from storefront.orders.compiled_reads import lines_of, order_by_token
from storefront.orders.models import Order
from storefront.orders.services import OrderMovedOn, expire_order
from storefront.orders.services import cancel_order as cancel
from storefront.orders.timeline import timeline
from storefront.payments.services import transfer_details


@require_safe
@never_cache
def order(request: HttpRequest, token: UUID) -> HttpResponse:
    found = found_by(token)
    if found.state == Order.State.AWAITING and found.overdue_at(now()):
        found = expire_order(order=found)  # the job may not have come round yet
    return show_order(request, found)


@never_cache
@csrf_protect
def cancel_order(request: HttpRequest, token: UUID) -> HttpResponse:
    found = found_by(token)
    if request.method != "POST":
        return redirect(found)
    try:
        cancel(order=found, by=None)
    except OrderMovedOn as moved:
        problem = _("This order can no longer be cancelled here. Please call us.")
        return show_order(request, moved.order, problem=problem)
    return redirect(found)


def found_by(token: UUID) -> Order:
    found = order_by_token.first(token)
    if found is None:
        raise Http404
    return found


def show_order(
    request: HttpRequest, found: Order, *, problem: str = ""
) -> HttpResponse:
    response = render(
        request,
        "orders/order.html",
        {
            "order": found,
            "lines": lines_of(found.pk),
            "steps": timeline(found),
            "transfer": transfer_details(found),
            "problem": problem,
            "cart_units": units_of(request),
        },
        status=409 if problem else 200,
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response
