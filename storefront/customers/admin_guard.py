"""Nobody sees a page of the admin with a password alone, whatever its view checks."""

from collections.abc import Callable
from functools import cache

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from storefront.customers.second_factor import has_passed

#: Where the way in itself stands. Who may see the last of them, it decides itself.
OPEN = ("admin:login", "admin:logout", "second_factor", "set_up_second_factor")


class AdminGuard:
    """Goes by the address, so an address that is added tomorrow is guarded too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_guarded(request.path) and (name := missing(request)):
            wanted = request.get_full_path() if request.method == "GET" else ""
            query = urlencode({"next": wanted or reverse("admin:index")})
            return redirect(f"{reverse(name)}?{query}")
        return self.get_response(request)


def is_guarded(path: str) -> bool:
    return path.startswith(reverse_once("admin:index")) and path not in {
        reverse_once(name) for name in OPEN
    }


#: Asked for every page of the shop, and the same for all of them.
reverse_once = cache(reverse)


def missing(request: HttpRequest) -> str:
    """The page that has to come first, if any."""
    if not (request.user.is_active and request.user.is_staff):
        return "admin:login"
    return "" if has_passed(request) else "second_factor"
