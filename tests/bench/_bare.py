"""The least Django can do: one view, no middleware, so many bytes."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

BODY = b"x" * int(os.environ.get("BARE_BYTES", "12288"))


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BODY)


urlpatterns = [path("", bare)]

settings.configure(
    SECRET_KEY="signs-nothing", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["localhost"]
)
application = get_wsgi_application()
