"""Which company's account opened the door on this device before.

It is the device that knows, by a signed cookie with numbers in it: the shop tells
nobody else who has an account.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, dumps, loads
from django.http import HttpRequest, HttpResponse

from storefront.connections.models import Connection
from storefront.customers.contacts import Contact
from storefront.customers.models import Identity, User
from storefront.customers.ways import contacts_of

COOKIE, SALT = "came_by", "storefront.customers.came_by"
KEPT = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Before:
    connection_id: int
    contacts: list[Contact]


def remember(response: HttpResponse, user: User, connection: Connection) -> None:
    response.set_cookie(
        COOKIE,
        dumps([user.pk, connection.pk], salt=SALT),
        max_age=KEPT,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def recall(request: HttpRequest) -> Before | None:
    """The ways that remain to whoever came in by a company on this device."""
    try:
        user_id, connection_id = loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT
        )
    except (BadSignature, ValueError):
        return None
    known = Identity.objects.filter(user=user_id, connection=connection_id)
    identity = known.select_related("user").first()
    if identity is None or not identity.user.is_customer:
        return None
    return Before(connection_id, contacts_of(identity.user))


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")
