"""Prove once more who you are, before something that could lock the owner out."""

import time

from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from storefront.customers import limits
from storefront.customers.client_address import client_address
from storefront.customers.contacts import Contact
from storefront.customers.forms import CodeForm
from storefront.customers.guards import PROVED_AT, back_to, for_customers, to_page
from storefront.customers.models import Code, User
from storefront.customers.views import codes
from storefront.customers.ways import contacts_of, passkeys_of

PROVE = Code.Purpose.PROVE


@for_customers
def prove(request: HttpRequest, user: User) -> HttpResponse:
    """Choose where to have a code sent, or give the password."""
    problem = ""
    contacts = contacts_of(user)
    if "password" in request.POST:
        problem = check_password(request, user)
        if not problem:
            return proved(request)
    elif chosen := chosen_of(contacts, request.POST.get("contact")):
        problem = codes.send(request, chosen, PROVE, user)
        if not problem:
            return to_page("prove_by_code", back_to=back_to(request))
    return choices(request, user, problem)


@require_POST
@for_customers
def prove_by_passkey(request: HttpRequest, user: User) -> HttpResponse:
    """One of theirs: another's passkey proves nothing about this account."""
    form = LoginWebAuthnForm(request.POST)
    if form.is_valid() and form.cleaned_data["credential"].user_id == user.pk:
        form.cleaned_data["credential"].record_usage()
        return proved(request)
    return choices(request, user, _("This passkey does not belong to your account."))


@for_customers
def prove_by_code(request: HttpRequest, user: User) -> HttpResponse:
    code = codes.pending(request, PROVE, user)
    if code is None:
        return to_page("prove", back_to=back_to(request))
    form = CodeForm(request.POST or None)
    if form.is_bound and codes.take(request, code, form):
        return proved(request)
    facts = {"form": form, "code": code, "next": back_to(request)}
    return render(
        request, "account/code.html", facts, status=422 if form.is_bound else 200
    )


def choices(request: HttpRequest, user: User, problem: str) -> HttpResponse:
    facts = {
        "contacts": contacts_of(user),
        "passkeys": passkeys_of(user),
        "problem": problem,
        "next": back_to(request),
    }
    return render(request, "account/prove.html", facts, status=422 if problem else 200)


def check_password(request: HttpRequest, user: User) -> str:
    try:
        limits.take(limits.PASSWORDS_OF_CLIENT, client_address(request) or "nobody")
        limits.take(limits.PASSWORDS_AT_CONTACT, f"user:{user.pk}")
    except limits.TooOften:
        return codes.too_often()
    if user.check_password(request.POST["password"]):
        return ""
    return _("This is not your password.")


def chosen_of(contacts: list[Contact], key: str | None) -> Contact | None:
    return next((contact for contact in contacts if contact.key == key), None)


def proved(request: HttpRequest) -> HttpResponse:
    request.session[PROVED_AT] = time.time()
    return redirect(back_to(request))
