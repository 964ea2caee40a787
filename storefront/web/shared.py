"""Pages that are the same for everybody, so that a cache may stand in front."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

CACHING = "public, max-age=0, s-maxage=1, stale-while-revalidate=30"


def shared_page(view: View[P]) -> View[P]:
    """Let caches keep the page for a second, and answer 304 to whoever has it."""

    @wraps(view)
    def cacheable(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = CACHING
        return response

    return conditional_page(cacheable)
