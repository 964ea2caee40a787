"""Passkeys: what a phone or a computer keeps, opened by a finger, a face or a PIN."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm, LoginWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from storefront.customers import limits
from storefront.customers.client_address import client_address
from storefront.customers.forms import ContactForm
from storefront.customers.guards import for_customers, proved_lately
from storefront.customers.models import User
from storefront.customers.views import codes
from storefront.customers.views.entrance import door, let_in


@require_safe
@never_cache
def passkey_options(request: HttpRequest) -> HttpResponse:
    """A challenge for this browser; it is the same for everybody but for its number."""
    return JsonResponse(auth.begin_authentication(user=None))


@require_POST
@never_cache
def sign_in_with_passkey(request: HttpRequest) -> HttpResponse:
    try:
        limits.take(limits.PASSKEYS_OF_CLIENT, client_address(request) or "nobody")
    except limits.TooOften:
        return door(request, ContactForm(), problem=codes.too_often())
    form = LoginWebAuthnForm(request.POST)
    if not form.is_valid():
        return door(request, ContactForm(), problem=not_known())
    passkey = form.cleaned_data["credential"]
    passkey.record_usage()
    return let_in(request, passkey.user)


@for_customers
@proved_lately
def add_passkey(request: HttpRequest, user: User) -> HttpResponse:
    if request.method != "POST":
        facts = {"creation": auth.begin_registration(user, passwordless=True)}
        return render(request, "account/add_passkey.html", facts)
    form = AddWebAuthnForm({**request.POST.dict(), "passwordless": "on"}, user=user)
    if not form.is_valid():
        facts = {
            "creation": auth.begin_registration(user, passwordless=True),
            "problem": not_kept(),
        }
        return render(request, "account/add_passkey.html", facts, status=422)
    data = form.cleaned_data
    auth.WebAuthn.add(user, data["name"][:50], data["credential"])
    return redirect("ways")


def not_known() -> str:
    return _("This passkey opens no account here, or it took too long.")


def not_kept() -> str:
    return _("The passkey could not be kept. Please try once more.")
