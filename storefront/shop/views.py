"""Who keeps the shop and what holds here: the pages the law asks for."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from storefront.shop.models import Policy, current_profile


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "shop/about.html", {"profile": current_profile()})


@require_safe
def policy(request: HttpRequest, topic: str) -> HttpResponse:
    shown = Policy(current_profile(), topic)
    if not shown.text:
        raise Http404
    return render(request, "shop/policy.html", {"policy": shown})
