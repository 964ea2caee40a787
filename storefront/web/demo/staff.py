"""The account called demo: it has looked after the demo orders, and may look around."""

import secrets

from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password

from storefront.customers import second_factor
from storefront.customers.models import User

NAME = "demo"


class NameTaken(Exception):
    """Somebody signs in as demo already, and it is nobody of ours."""


def demo_user() -> User:
    """Return the account. At first nobody can sign in with it."""
    nobody_knows_it = {"password": make_password(None)}
    return User.objects.get_or_create(username=NAME, defaults=nobody_knows_it)[0]


def let_in(user: User, *, password: str = "") -> str:
    """Make the account staff; return its new password, or nothing if it has one."""
    if user.is_staff and not password:
        return ""
    if user.has_usable_password() and not user.is_staff:
        raise NameTaken(NAME)
    password = password or secrets.token_urlsafe(12)
    validate_password(password, user)
    user.set_password(password)
    user.is_staff = user.is_superuser = True
    user.save()
    if not second_factor.secret_of(user):
        second_factor.enrol(user=user, secret=generate_totp_secret())
    return password
