"""Where other companies call, and the page that says what was done."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from storefront.connections.door import LARGEST, as_delivery
from storefront.privacy import goodbyes
from storefront.privacy.models import Goodbye


@csrf_exempt  # no browser comes here: what counts is the signature over the raw body
@require_POST
def goodbye(request: HttpRequest, service: str, kind: str) -> HttpResponse:
    if kind not in Goodbye.Kind or not goodbyes.tells(service):
        raise Http404(service)
    body = request.read(LARGEST + 1)
    believed = goodbyes.believed(service, as_delivery(request, body[:LARGEST]))
    if believed is None:
        return HttpResponse(status=401)
    connection, leaver = believed
    said = goodbyes.hear(connection=connection, leaver=leaver, kind=Goodbye.Kind(kind))
    page = settings.SITE_URL + reverse("goodbye_done", args=[said.pk])
    return JsonResponse({"url": page, "confirmation_code": str(said.pk)})


@require_safe
@never_cache
def goodbye_done(request: HttpRequest, code: UUID) -> HttpResponse:
    said = get_object_or_404(Goodbye.objects.select_related("connection"), pk=code)
    return render(request, "privacy/goodbye_done.html", {"said": said})
