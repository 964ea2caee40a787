"""Staff's second step: a code of the app on their phone, or one of those on paper.

A password that leaked opens nothing by itself.
"""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.utils.http import urlencode

from storefront.connections.credentials import CredentialsUnreadable
from storefront.connections.sealing import Resealed, sealed_anew
from storefront.customers import limits
from storefront.customers.models import User

Type = Authenticator.Type

#: In the session: which app has proved it. Taking the app away ends what it opened.
PASSED = "second_factor"
#: A code of the app is good until the next but one, and once.
ONCE = limits.Limit("code of an app", 1, per=timedelta(minutes=3))


def app_of(user: User | AnonymousUser) -> Authenticator | None:
    return Authenticator.objects.filter(user_id=user.pk, type=Type.TOTP).first()


def secret_of(user: User) -> str:
    """What the app holds; empty where none is set up."""
    app = app_of(user)
    return str(decrypt(app.data["secret"])) if app else ""


def has_passed(request: HttpRequest) -> bool:
    app = app_of(request.user)
    return app is not None and request.session.get(PASSED) == app.pk


def remember(request: HttpRequest) -> None:
    """From now on this session may see the admin. Its key changes, as at a sign-in."""
    app = app_of(request.user)
    request.session.cycle_key()
    request.session[PASSED] = app.pk if app else None


def is_right(*, user: User, code: str) -> bool:
    """Each code counts once. Raises TooOften."""
    limits.take(limits.SECOND_STEPS, str(user.pk))
    return by_app(user, code) or by_paper(user, code)


def by_app(user: User, code: str) -> bool:
    app = app_of(user)
    if app is None or not TOTP(app).validate_code(code):
        return False
    return never_before(user, code)


def never_before(user: User, code: str) -> bool:
    """The library remembers used codes in a cache of its process; a row is for all."""
    try:
        limits.take(ONCE, f"{user.pk} {code.strip()}")
    except limits.TooOften:
        return False
    return True


def by_paper(user: User, code: str) -> bool:
    paper = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
    return paper is not None and RecoveryCodes(paper).validate_code(code)


@transaction.atomic
def enrol(*, user: User, secret: str) -> list[str]:
    """Let this app prove it from now on, and no other; return the codes for paper."""
    User.objects.select_for_update().get(pk=user.pk)
    reset(user=user)
    TOTP.activate(user, secret)
    return new_paper(user=user)


@transaction.atomic
def new_paper(*, user: User) -> list[str]:
    """Codes for the day the phone is gone, each good once. Older ones end."""
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).delete()
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    return codes


def left_on_paper(user: User) -> int:
    paper = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
    return len(RecoveryCodes(paper).get_unused_codes()) if paper else 0


def reset(*, user: User) -> None:
    """The next sign-in sets it up anew. Sessions that are open are asked again."""
    kinds = [Type.TOTP, Type.RECOVERY_CODES]
    Authenticator.objects.filter(user=user, type__in=kinds).delete()


def fits(secret: str, code: str) -> bool:
    """Does an app that holds the secret show this code now?"""
    return bool(validate_totp_code(secret, code))


def address_for_app(user: User, secret: str) -> str:
    """What the app reads from the QR picture: Google's key URI format."""
    label = f"{settings.SHOP_NAME}:{user.get_username()}"
    facts = {"secret": secret, "issuer": settings.SHOP_NAME}
    return f"otpauth://totp/{label}?{urlencode(facts)}"


def seal_anew() -> Resealed:
    """Secrets of apps and seeds of paper, under the newest key."""
    done = Resealed()
    kinds = {Type.TOTP: "secret", Type.RECOVERY_CODES: "seed"}
    for row in Authenticator.objects.filter(type__in=kinds).iterator():
        try:
            anew = sealed_anew(row.data[kinds[Type(row.type)]])
        except CredentialsUnreadable:
            done.unreadable += 1
            continue
        with transaction.atomic():
            held = Authenticator.objects.select_for_update().filter(pk=row.pk).first()
            if held is None:
                continue
            held.data[kinds[Type(held.type)]] = anew
            held.save(update_fields=["data"])
        done.sealed += 1
    return done
