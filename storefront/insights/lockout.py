"""Who could not get into their account any more if something they rely on went dark."""

from collections.abc import Collection
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from storefront.customers import providers
from storefront.customers.models import Identity, User

SMS, EMAIL = "sms", "email"


@dataclass(frozen=True, slots=True)
class Reliance:
    """Something outside that ways in depend on: a sender, or another company."""

    key: str
    name: str


def reliances() -> list[Reliance]:
    companies = [
        Reliance(key_of(connection.pk), providers.name_of(connection))
        for connection in providers.connections()
    ]
    return [*companies, Reliance(SMS, _("SMS")), Reliance(EMAIL, _("E-mail"))]


def key_of(connection_id: int) -> str:
    return f"provider:{connection_id}"


def customers() -> QuerySet[User]:
    """Who comes in by the shop's door, with what opens it for them."""
    theirs = OuterRef("pk")
    addresses = EmailAddress.objects.filter(user=theirs, verified=True)
    passkeys = Authenticator.objects.filter(
        user=theirs, type=Authenticator.Type.WEBAUTHN
    )
    found = User.objects.filter(is_staff=False, is_superuser=False, is_active=True)
    return found.alias(
        by_email=Exists(addresses),
        by_phone=Q(phone__isnull=False),
        by_passkey=Exists(passkeys),
        by_password=~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX),
    )


def locked_out(*, without: Collection[str]) -> QuerySet[User]:
    """Who has a way in now, and none once these reliances are gone.

    A password opens the account by the name of a contact, also of one that nothing can
    be sent to just now.
    """
    return customers().filter(gets_in(())).exclude(gets_in(without))


def without_a_way() -> QuerySet[User]:
    """Whose every way is gone already; an order's number and its phone let them in."""
    return customers().exclude(gets_in(()))


def gets_in(without: Collection[str]) -> Q:
    """Needs the aliases of `customers`."""
    companies = (key.partition(":")[2] for key in without)
    gone = [int(number) for number in companies if number]
    elsewhere = (
        Identity.objects.filter(user=OuterRef("pk"))
        .filter(connection__in=providers.connections())
        .exclude(connection__in=gone)
    )
    named = Q(by_phone=True) | Q(by_email=True)
    ways = Q(by_passkey=True) | (Q(by_password=True) & named) | Q(Exists(elsewhere))
    if SMS not in without:
        ways |= Q(by_phone=True)
    if EMAIL not in without:
        ways |= Q(by_email=True)
    return ways


def by_number_of_ways() -> dict[int, int]:
    """How many customers have no way in, one, two … Contacts, passkeys, companies that
    are connected, and a password where it has a name to go with.
    """
    connected = Q(identities__connection__in=providers.connections())
    counted = customers().annotate(
        emails=Count(
            "emailaddress", filter=Q(emailaddress__verified=True), distinct=True
        ),
        passkeys=Count(
            "authenticator",
            filter=Q(authenticator__type=Authenticator.Type.WEBAUTHN),
            distinct=True,
        ),
        companies=Count("identities", filter=connected, distinct=True),
    )
    totals: dict[int, int] = {}
    columns = ("emails", "passkeys", "companies", "phone", "password")
    for emails, passkeys, companies, phone, password in counted.values_list(*columns):
        contacts = emails + bool(phone)
        named = bool(contacts) and not password.startswith(UNUSABLE_PASSWORD_PREFIX)
        ways = contacts + passkeys + companies + named
        totals[ways] = totals.get(ways, 0) + 1
    return dict(sorted(totals.items()))
