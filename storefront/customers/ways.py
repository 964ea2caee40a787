"""The ways into an account, and what remains of them when one disappears."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from storefront.customers.contacts import Contact, Kind
from storefront.customers.models import Identity, User
from storefront.customers.providers import name_of, refusal_of


class WayKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    PASSWORD = "password"  # noqa: S105 -- the name of a way
    PASSKEY = "passkey"
    PROVIDER = "provider"


#: A code is sent here; and a password needs one of them as its name.
CONTACTS = frozenset({WayKind.PHONE, WayKind.EMAIL})


@dataclass(frozen=True, slots=True)
class Way:
    """One way in. `works` is false while what it depends on is gone."""

    kind: WayKind
    key: str
    name: str
    works: bool = True


class LastWay(Exception):
    """Without it nobody could get in any more."""


def contacts_of(user: User) -> list[Contact]:
    phone = [Contact(Kind.PHONE, user.phone)] if user.phone else []
    addresses = EmailAddress.objects.filter(user=user, verified=True).order_by("pk")
    return [*phone, *(Contact(Kind.EMAIL, row.email) for row in addresses)]


def ways_of(user: User) -> list[Way]:
    contacts = contacts_of(user)
    ways = [
        Way(WayKind(contact.kind.value), contact.key, str(contact))
        for contact in contacts
    ]
    if user.has_usable_password():
        ways.append(Way(WayKind.PASSWORD, "password", "", works=bool(contacts)))
    return [*ways, *passkeys_of(user), *providers_of(user)]


def providers_of(user: User) -> list[Way]:
    """One that does not answer just now is none to rely on."""
    rows = Identity.objects.filter(user=user).select_related("connection")
    return [
        Way(
            WayKind.PROVIDER,
            f"provider:{row.pk}",
            name_of(row.connection),
            works=refusal_of(row.connection) is None,
        )
        for row in rows.order_by("pk")
    ]


def passkeys_of(user: User) -> list[Way]:
    rows = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return [
        Way(WayKind.PASSKEY, f"passkey:{row.pk}", row.data.get("name", ""))
        for row in rows.order_by("pk")
    ]


def without(ways: Sequence[Way], lost: Way) -> list[Way]:
    """The working ways that are left when this one is gone."""
    left = [way for way in ways if way.works and way.key != lost.key]
    named = any(way.kind in CONTACTS for way in left)
    return [way for way in left if named or way.kind != WayKind.PASSWORD]


@transaction.atomic
def remove_way(*, user: User, key: str) -> None:
    """Take this way away. Raises LastWay when no other would open the account.

    Two removals at once wait for each other here, so that they cannot each leave the
    other's way as the last one. What is not there stays away.
    """
    user = lock(user)
    ways = ways_of(user)
    gone = next((way for way in ways if way.key == key), None)
    if gone is None:
        return
    if not without(ways, gone):
        raise LastWay
    forget(user, gone)


def lock(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


def forget(user: User, way: Way) -> None:
    number = way.key.partition(":")[2]
    if way.kind == WayKind.PHONE:
        user.phone = None
        user.save(update_fields=["phone"])
    elif way.kind == WayKind.EMAIL:
        EmailAddress.objects.filter(user=user, email=number).delete()
    elif way.kind == WayKind.PASSWORD:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    elif way.kind == WayKind.PASSKEY:
        Authenticator.objects.filter(user=user, pk=number).delete()
    elif way.kind == WayKind.PROVIDER:
        Identity.objects.filter(user=user, pk=number).delete()
