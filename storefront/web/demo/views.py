import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from storefront.customers.models import User
from storefront.customers.second_factor import secret_of
from storefront.web.demo import staff

PERIOD = 30


@require_safe
@never_cache
def code_of_demo(request: HttpRequest) -> HttpResponse:
    """What the app of the demo shop's staff shows now. Not there in production."""
    user = get_object_or_404(User, username=staff.NAME, is_staff=True)
    secret = secret_of(user)
    code = secret and format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))
    return render(request, "web/code_of_demo.html", {"code": code, "secret": secret})
