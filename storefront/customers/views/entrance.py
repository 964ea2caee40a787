"""The door: by code, by password. Who comes the first time has an account then."""

from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from storefront.customers import came_by, limits, services
from storefront.customers.client_address import client_address
from storefront.customers.contacts import Contact
from storefront.customers.forms import CodeForm, ContactForm, PasswordForm
from storefront.customers.guards import back_to, to_page
from storefront.customers.models import Code, User
from storefront.customers.providers import providers
from storefront.customers.views import codes

SIGN_IN = Code.Purpose.SIGN_IN


@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a phone or an e-mail and send a code there."""
    if request.user.is_authenticated:
        return redirect(back_to(request))
    form = ContactForm(request.POST or None)
    if not form.is_valid():
        return door(request, form)
    if problem := codes.send(request, form.cleaned_data["contact"], SIGN_IN):
        return door(request, form, problem=problem)
    return to_page("enter_code", back_to=back_to(request))


@require_POST
@never_cache
def send_where_known(request: HttpRequest) -> HttpResponse:
    """To a contact of whoever came in by a company on this device, and who cannot now.

    The page shows it masked; which it is stays here.
    """
    before = came_by.recall(request)
    chosen = request.POST.get("contact", "")
    for number, contact in enumerate(before.contacts if before else ()):
        if chosen == str(number):
            problem = codes.send(request, contact, SIGN_IN)
            if problem:
                return door(request, ContactForm(), problem=problem)
            return to_page("enter_code", back_to=back_to(request))
    return to_page("account_login", back_to=back_to(request))


@never_cache
def enter_code(request: HttpRequest) -> HttpResponse:
    code = codes.pending(request, SIGN_IN)
    if code is None:
        return to_page("account_login", back_to=back_to(request))
    form = CodeForm(request.POST or None)
    contact = codes.take(request, code, form) if form.is_bound else None
    if contact:
        return let_in(request, services.enter(contact=contact))
    facts = {"form": form, "code": code, "next": back_to(request)}
    return render(
        request, "account/code.html", facts, status=422 if form.is_bound else 200
    )


@never_cache
@require_POST
@sensitive_variables("form")
@sensitive_post_parameters("password")
def sign_in_with_password(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return door(request, ContactForm(), by_password=form)
    contact = form.cleaned_data["contact"]
    try:
        user = with_password(request, contact, form.cleaned_data["password"])
    except limits.TooOften:
        form.add_error(None, codes.too_often())
        return door(request, ContactForm(), by_password=form)
    if user is None:
        form.add_error("password", no_match())
        return door(request, ContactForm(), by_password=form)
    return let_in(request, user)


@sensitive_variables("password")
def with_password(request: HttpRequest, contact: Contact, password: str) -> User | None:
    """Takes as long for nobody's contact as for somebody's. Raises TooOften."""
    limits.take(limits.PASSWORDS_OF_CLIENT, client_address(request) or "nobody")
    limits.take(limits.PASSWORDS_AT_CONTACT, contact.key)
    return services.owner_with_password(contact=contact, password=password)


def let_in(request: HttpRequest, user: User, *, then: str = "") -> HttpResponse:
    response: HttpResponse = perform_login(
        request, user, email_verification="none", redirect_url=then or back_to(request)
    )
    return response


@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        logout(request)
        return redirect("home")
    return redirect("account")


@require_safe
@never_cache
def not_here(request: HttpRequest) -> HttpResponse:
    """Staff, and accounts that were closed."""
    return render(request, "account/not_here.html", status=403)


def door(
    request: HttpRequest,
    form: ContactForm,
    *,
    by_password: PasswordForm | None = None,
    problem: str = "",
) -> HttpResponse:
    wrong = problem or form.is_bound or by_password is not None
    facts = {
        "form": form,
        "by_password": by_password or PasswordForm(auto_id="password_%s"),
        "asked_password": by_password is not None,
        "problem": problem,
        "providers": providers(),
        "before": came_by.recall(request),
        "next": back_to(request),
    }
    return render(request, "account/sign_in.html", facts, status=422 if wrong else 200)


def no_match() -> str:
    return _("Phone or e-mail and password do not belong together.")
