"""Pages of the admin's second step: asking for it, setting it up, codes for paper."""

import segno
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from storefront.connections.credentials import CredentialsUnreadable
from storefront.customers import limits, second_factor
from storefront.customers.forms import CodeForm
from storefront.customers.models import User
from storefront.customers.staff_door import too_often

#: In the session: what the app is to hold, until a code of it has been typed.
UNPROVED = "second_factor_unproved"


@never_cache
@sensitive_post_parameters("code")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a code of the app, or lead whoever has none to setting it up."""
    user = staff_of(request)
    if user is None:
        return redirect("admin:login")
    if second_factor.app_of(user) is None:
        return redirect("set_up_second_factor")
    form = CodeForm(request.POST or None)
    if form.is_valid() and taken(form, user):
        second_factor.remember(request)
        return redirect(back_to(request))
    facts = {"form": form, "next": back_to(request)}
    return page(request, "ask", _("Second step"), facts)


def taken(form: CodeForm, user: User) -> bool:
    try:
        right = second_factor.is_right(user=user, code=form.cleaned_data["code"])
    except limits.TooOften:
        form.add_error("code", too_often())
        return False
    except CredentialsUnreadable as lost:
        form.add_error("code", str(lost))
        return False
    if not right:
        form.add_error("code", not_this_one())
    return right


@never_cache
@sensitive_post_parameters("code")
def set_up(request: HttpRequest) -> HttpResponse:
    """Tie an app to the account. Who has one already proves that one first."""
    user = staff_of(request)
    if user is None:
        return redirect("admin:login")
    if second_factor.app_of(user) and not second_factor.has_passed(request):
        return redirect("second_factor")
    secret = request.session.setdefault(UNPROVED, generate_totp_secret())
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if second_factor.fits(secret, form.cleaned_data["code"]):
            return enrolled(request, user, secret)
        form.add_error("code", not_this_one())
    facts = {"form": form, "secret": secret, "qr": qr(user, secret)}
    return page(request, "set_up", _("Set up the second step"), facts)


def enrolled(request: HttpRequest, user: User, secret: str) -> HttpResponse:
    codes = second_factor.enrol(user=user, secret=secret)
    del request.session[UNPROVED]
    second_factor.remember(request)
    return page(request, "paper", _("Codes for paper"), {"codes": codes})


@never_cache
def paper(request: HttpRequest) -> HttpResponse:
    """Say how many codes are left, and make new ones."""
    user = staff_of(request)
    if user is None:  # the guard stands before this page; it does not rely on it
        return redirect("admin:login")
    if request.method == "POST":
        facts: dict[str, object] = {"codes": second_factor.new_paper(user=user)}
    else:
        facts = {"left": second_factor.left_on_paper(user)}
    return page(request, "paper", _("Codes for paper"), facts)


def staff_of(request: HttpRequest) -> User | None:
    user = request.user
    return user if isinstance(user, User) and user.is_active and user.is_staff else None


def page(
    request: HttpRequest, name: str, title: str, facts: dict[str, object]
) -> HttpResponse:
    """A page of the admin without its menu, which nobody may use yet."""
    form = facts.get("form")
    wrong = isinstance(form, CodeForm) and form.is_bound
    bare = {"title": title, "has_permission": False, "is_nav_sidebar_enabled": False}
    return render(
        request,
        f"admin/second_factor/{name}.html",
        admin.site.each_context(request) | bare | facts,
        status=422 if wrong else 200,
    )


def qr(user: User, secret: str) -> str:
    address = second_factor.address_for_app(user, secret)
    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=3))


def back_to(request: HttpRequest) -> str:
    """Where in the admin they wanted to go."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    index = reverse("admin:index")
    ours = wanted.startswith(index) and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None
    )
    return wanted if ours else index


def not_this_one() -> str:
    return _("This code does not fit. Wait for the next one, and look at the clock.")
