"""Send a code, remember it in the session, and take what is typed."""

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from storefront.customers import codes
from storefront.customers.client_address import client_address
from storefront.customers.codes import CodeGone, WrongCode
from storefront.customers.contacts import Contact
from storefront.customers.forms import CodeForm
from storefront.customers.limits import TooOften
from storefront.customers.models import Code, User

SESSION = "code"


def send(
    request: HttpRequest,
    contact: Contact,
    purpose: Code.Purpose,
    user: User | None = None,
) -> str:
    """Return nothing, or why it could not be sent."""
    try:
        row = codes.send_code(
            contact=contact,
            purpose=purpose,
            client=client_address(request),
            language=get_language() or "vi",
            user=user,
        )
    except TooOften:
        return too_often()
    request.session[SESSION] = str(row.pk)
    return ""


def pending(
    request: HttpRequest, purpose: Code.Purpose, user: User | None = None
) -> Code | None:
    """The code that this browser asked for, while it can still be used."""
    key = request.session.get(SESSION)
    if key is None:
        return None
    mine = Code.objects.filter(pk=UUID(key), purpose=purpose, user=user)
    return mine.open().with_tries_left().first()


def take(request: HttpRequest, code: Code, form: CodeForm) -> Contact | None:
    """Return what is proved, or nothing once the form says why not."""
    if not form.is_valid():
        return None
    try:
        proved = codes.redeem(
            code=code,
            typed=form.cleaned_data["code"],
            client=client_address(request),
        )
    except WrongCode as wrong:
        form.add_error(
            "code",
            _("This is not the code we sent. Tries left: %(left)s.")
            % {"left": wrong.left},
        )
        return None
    except CodeGone:
        form.add_error("code", _("This code is used up. Have a new one sent."))
        return None
    except TooOften:
        form.add_error("code", too_often())
        return None
    request.session.pop(SESSION, None)
    return proved


def too_often() -> str:
    return _("That was tried too often. Wait an hour, or take another way in.")
