"""A customer's orders, and the way back to an account that is closed to them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from storefront.customers.forms import CodeForm
from storefront.customers.guards import for_customers
from storefront.customers.limits import TooOften
from storefront.customers.models import Code, User
from storefront.customers.views import codes
from storefront.customers.views.entrance import let_in
from storefront.customers.ways import contacts_of
from storefront.orders.claims import NotTheirs, claim_account
from storefront.orders.forms import ClaimForm
from storefront.orders.models import Order

#: More than anybody looks through; staff have the rest.
SHOWN = 100

#: In the session, while the code is on its way.
CLAIMED_NUMBER = "claimed_number"

CLAIM = Code.Purpose.CLAIM


@for_customers
def my_orders(request: HttpRequest, user: User) -> HttpResponse:
    mine = Order.objects.of_customer(user, contacts_of(user))[:SHOWN]
    return render(request, "orders/my_orders.html", {"orders": mine})


@never_cache
def claim(request: HttpRequest) -> HttpResponse:
    """Send a code to the phone; whether the number fits is said to its owner only."""
    form = ClaimForm(request.POST or None)
    if not form.is_valid():
        return ask(request, form)
    if problem := codes.send(request, form.cleaned_data["phone"], CLAIM):
        return ask(request, form, problem=problem)
    request.session[CLAIMED_NUMBER] = form.cleaned_data["number"]
    return redirect("claim_by_code")


@never_cache
def claim_by_code(request: HttpRequest) -> HttpResponse:
    code = codes.pending(request, CLAIM)
    if code is None:
        return redirect("claim")
    form = CodeForm(request.POST or None)
    contact = codes.take(request, code, form) if form.is_bound else None
    if contact is None:
        facts = {"form": form, "code": code}
        return render(
            request, "account/code.html", facts, status=422 if form.is_bound else 200
        )
    number = request.session.pop(CLAIMED_NUMBER, "")
    try:
        user = claim_account(contact=contact, number=number)
    except NotTheirs:
        return ask(request, ClaimForm(), problem=not_theirs())
    except TooOften:
        return ask(request, ClaimForm(), problem=codes.too_often())
    return let_in(request, user)


def ask(request: HttpRequest, form: ClaimForm, *, problem: str = "") -> HttpResponse:
    facts = {"form": form, "problem": problem}
    wrong = problem or form.is_bound
    return render(request, "account/claim.html", facts, status=422 if wrong else 200)


def not_theirs() -> str:
    return _(
        "This order does not lead to an account that this phone may open. If the"
        " account has another way in, use that one; otherwise call us."
    )
