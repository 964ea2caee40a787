"""Who may see a page of an account, and how lately they proved who they are."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache

from storefront.customers.models import User

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, User, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

#: In the session: when its owner last proved who it is.
PROVED_AT = "proved_at"
LATELY = timedelta(minutes=15)


def for_customers(page: Page[P]) -> View[P]:
    """Hand the customer to the page, or lead whoever it is to the door."""

    @wraps(page)
    def guarded(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_page("account_login", back_to=request.get_full_path())
        customer = customer_of(request)
        if customer is None:
            return redirect("not_here")
        return page(request, customer, *args, **kwargs)

    return never_cache(guarded)


def customer_of(request: HttpRequest) -> User | None:
    """Who is signed in as a customer, if anybody is."""
    user = request.user
    return user if isinstance(user, User) and user.is_customer else None


def proved_lately(page: Page[P]) -> Page[P]:
    """Ask for a proof first, unless there was one just now."""

    @wraps(page)
    def guarded(
        request: HttpRequest, user: User, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if time.time() - request.session.get(PROVED_AT, 0) > LATELY.total_seconds():
            back = request.get_full_path() if request.method == "GET" else None
            return to_page("prove", back_to=back or reverse("ways"))
        return page(request, user, *args, **kwargs)

    return guarded


def to_page(name: str, *, back_to: str) -> HttpResponse:
    return redirect(f"{reverse(name)}?{urlencode({'next': back_to})}")


def back_to(request: HttpRequest) -> str:
    """Where the visitor wanted to go, if that is one of our own pages."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else reverse("account")
