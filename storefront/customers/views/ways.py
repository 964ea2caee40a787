"""“Your ways in”: what there is, what happens when one disappears, add, remove."""

from dataclasses import dataclass

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from storefront.customers import services
from storefront.customers.forms import CodeForm, ContactForm
from storefront.customers.guards import for_customers, proved_lately
from storefront.customers.models import Code, User
from storefront.customers.providers import providers
from storefront.customers.views import codes
from storefront.customers.ways import LastWay, Way, remove_way, ways_of, without

ADD = Code.Purpose.ADD


@dataclass(frozen=True, slots=True)
class Shown:
    """A way, and the others that would still open the account without it."""

    way: Way
    left: list[Way]


@for_customers
def ways(request: HttpRequest, user: User) -> HttpResponse:
    return show(request, user, ContactForm())


@for_customers
@proved_lately
def add_contact(request: HttpRequest, user: User) -> HttpResponse:
    if request.method != "POST":
        return redirect("ways")
    form = ContactForm(request.POST)
    if not form.is_valid():
        return show(request, user, form)
    problem = codes.send(request, form.cleaned_data["contact"], ADD, user)
    if problem:
        return show(request, user, form, problem=problem)
    return redirect("add_contact_by_code")


@for_customers
def add_contact_by_code(request: HttpRequest, user: User) -> HttpResponse:
    code = codes.pending(request, ADD, user)
    if code is None:
        return redirect("ways")
    form = CodeForm(request.POST or None)
    contact = codes.take(request, code, form) if form.is_bound else None
    if contact is None:
        facts = {"form": form, "code": code}
        return render(
            request, "account/code.html", facts, status=422 if form.is_bound else 200
        )
    try:
        services.add_contact(user=user, contact=contact)
    except services.TakenByAnother:
        return show(request, user, ContactForm(), problem=opens_another())
    return redirect("ways")


@for_customers
@proved_lately
def remove(request: HttpRequest, user: User) -> HttpResponse:
    if request.method != "POST":
        return redirect("ways")
    try:
        remove_way(user=user, key=request.POST.get("way", ""))
    except LastWay:
        return show(request, user, ContactForm(), problem=last_way())
    user.refresh_from_db()
    update_session_auth_hash(request, user)
    return redirect("ways")


def show(
    request: HttpRequest, user: User, form: ContactForm, *, problem: str = ""
) -> HttpResponse:
    found = ways_of(user)
    facts = {
        "ways": [Shown(way, without(found, way)) for way in found],
        "providers": providers(),
        "has_password": user.has_usable_password(),
        "form": form,
        "problem": problem,
    }
    return render(
        request,
        "account/ways.html",
        facts,
        status=422 if problem or form.is_bound else 200,
    )


def last_way() -> str:
    return _("This is the last way into your account. Add another one first.")


def opens_another() -> str:
    return _(
        "This already opens another account. Sign out and sign in with it to see that"
        " one."
    )
