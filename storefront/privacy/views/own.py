"""A customer's own data: what they agreed to, a file with all of it, its end."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from storefront.customers import came_by, consents
from storefront.customers.guards import for_customers, proved_lately
from storefront.customers.models import Consent, User
from storefront.privacy import collecting
from storefront.privacy.erasing import StillUnderWay, erase
from storefront.privacy.forms import EraseForm


@for_customers
def own_data(request: HttpRequest, user: User) -> HttpResponse:
    if request.method == "POST":
        for purpose in Consent.Purpose:
            given = purpose in request.POST
            consents.say(user=user, purpose=purpose, given=given)
        return redirect("own_data")
    said = consents.said(user)
    choices = [(name, consents.TEXTS[name], given) for name, given in said.items()]
    return render(request, "privacy/own_data.html", {"choices": choices})


@require_safe
@for_customers
@proved_lately
def take_own_data(request: HttpRequest, user: User) -> HttpResponse:
    file = JsonResponse(
        collecting.collect(user),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    file["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return file


@for_customers
@proved_lately
def erase_own_data(request: HttpRequest, user: User) -> HttpResponse:
    form, problem = EraseForm(request.POST if request.method == "POST" else None), ""
    if form.is_valid():
        try:
            erase(user=user)
        except StillUnderWay as error:
            problem = str(error)
        else:
            logout(request)
            response = redirect("forgotten")
            came_by.forget(response)
            return response
    facts = {"form": form, "problem": problem}
    wrong = form.is_bound
    return render(request, "privacy/erase.html", facts, status=422 if wrong else 200)


@require_safe
@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/forgotten.html")
