"""Posts without a token, so that the pages they start from are the same for everybody.

They are taken only from our own pages: every browser of today says where a post comes
from, in Origin or Sec-Fetch-Site, and no other site can make it say otherwise.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def token_free(view: View[P]) -> View[P]:
    """Take posts to this view without a CSRF token, from our own pages only."""

    @wraps(view)
    def guarded(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if request.method == "POST" and not from_our_pages(request):
            return render(request, "403_csrf.html", status=403)
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)


def from_our_pages(request: HttpRequest) -> bool:
    """Origin decides where it is there; "null" (a sandboxed frame) is not ours."""
    origin = request.headers.get("Origin")
    if origin is not None:
        here = f"{request.scheme}://{request.get_host()}"
        return origin.lower() in {here.lower(), *settings.CSRF_TRUSTED_ORIGINS}
    return request.headers.get("Sec-Fetch-Site") == "same-origin"
