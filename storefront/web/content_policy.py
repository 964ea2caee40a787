"""The Content-Security-Policy: the same on every answer, so it is written once."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

#: Django's own pages for these, while one writes code, need more than we allow.
EXPLAINED = {404, 500}


class ContentPolicy:
    """As django-csp's middleware where no view asks for more, and none may."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not (settings.DEBUG and response.status_code in EXPLAINED):
            response.headers.setdefault(HEADER, self.policy)
        return response
