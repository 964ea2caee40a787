from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from storefront.places.directory import wards_of
from storefront.places.search import find_wards


@require_safe
@cache_control(public=True, max_age=86_400)
def wards(request: HttpRequest) -> HttpResponse:
    """Options for the ward field: those of a province, or what the typed text means."""
    province = request.GET.get("province", "")
    typed = request.GET.get("ward", "")
    if typed:
        found = [match.ward for match in find_wards(typed, province=province)]
    else:
        found = wards_of(province)
    return render(request, "places/wards.html", {"wards": found, "province": province})
