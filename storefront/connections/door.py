"""The one door per service at which platforms knock: believe, write down, answer."""

import logging

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from storefront.connections import receiving
from storefront.contract import webhooks

logger = logging.getLogger(__name__)

#: The longest delivery that is read; platforms send a few hundred bytes.
LARGEST = 256 * 1024


@csrf_exempt  # no browser comes here: what counts is the signature over the raw body
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest, service: str) -> HttpResponse:
    """Answer at once. What it means is found out by a job."""
    if not receiving.receives(service):
        raise Http404(service)
    sender = request.META.get("REMOTE_ADDR", "")
    if refused(service, sender) >= settings.FORGERIES_PER_MINUTE:
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return HttpResponse(status=413)
    delivery = as_delivery(request, body)
    if answer := receiving.challenge(service, delivery):
        return HttpResponse(answer, content_type="text/plain")
    connection = receiving.signed_for(service, delivery)
    if connection is None:
        logger.warning("A delivery to %s is signed by nobody we know", service)
        refuse(service, sender)
        return HttpResponse(status=401)
    receiving.keep(connection, delivery)
    return HttpResponse(status=200)


def as_delivery(request: HttpRequest, body: bytes) -> webhooks.Delivery:
    return webhooks.Delivery(
        method=request.method or "",
        headers={name.lower(): value for name, value in request.headers.items()},
        query=request.GET.dict(),
        body=body,
    )


def refused(service: str, sender: str) -> int:
    """How many of a sender this process refused in this minute.

    What is signed is never counted: a platform in a sale may bring any number.
    """
    count: int = cache.get(refusals_key(service, sender), 0)
    return count


def refuse(service: str, sender: str) -> None:
    key = refusals_key(service, sender)
    cache.add(key, 0, timeout=120)
    cache.incr(key)


def refusals_key(service: str, sender: str) -> str:
    return f"refused.{service}.{sender}.{timezone.now():%H:%M}"
