import uuid
from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string

from storefront.connections.models import Connection
from storefront.contract.sign_in import Identity as RemoteIdentity
from storefront.customers.contacts import Contact, Kind
from storefront.customers.models import Identity, User


class TakenByAnother(Exception):
    """This contact opens somebody else's account."""


def enter(*, contact: Contact) -> User:
    """Return the account this proved contact opens, a new one where there is none.

    Two at once are given the same one.
    """
    found = owner_of(contact)
    if found:
        return found
    try:
        return create(contact)
    except IntegrityError:
        found = owner_of(contact)
        if found is None:
            raise
        return found


def owner_of(contact: Contact) -> User | None:
    if contact.kind == Kind.PHONE:
        return User.objects.filter(phone=contact.value).first()
    address = EmailAddress.objects.filter(email=contact.value, verified=True)
    found = address.select_related("user").first()
    return found.user if found else None


def owner_with_password(*, contact: Contact, password: str) -> User | None:
    """Whose contact and password this is.

    One look-up and one comparison for everybody; for nobody's contact, and for accounts
    without a password, with one that nobody has. allauth looks once more where it finds
    nobody, and that millisecond can be measured.
    """
    found, nobody = owner_of(contact), somebody_else()
    asked = found if found and found.has_usable_password() else nobody
    return found if asked.check_password(password) and asked is found else None


@cache
def somebody_else() -> User:
    return User(password=make_password(get_random_string(40)))


@transaction.atomic
def create(contact: Contact) -> User:
    user = User.objects.create_user(username=f"customer-{uuid.uuid4().hex[:16]}")
    put(user, contact)
    return user


def enter_with(*, connection: Connection, identity: RemoteIdentity) -> User:
    """Return the account this identity opens, a new one where there is none.

    What the platform says of an e-mail opens nothing: it may be anybody's.
    """
    known = Identity.objects.filter(
        connection=connection, external_id=identity.external_id
    ).select_related("user")
    if found := known.first():
        return found.user
    try:
        return create_with(connection, identity)
    except TakenByAnother:  # by whoever was quicker
        return known.get().user


@transaction.atomic
def create_with(connection: Connection, identity: RemoteIdentity) -> User:
    user = User.objects.create_user(
        username=f"customer-{uuid.uuid4().hex[:16]}", name=identity.name[:100]
    )
    link(user=user, connection=connection, identity=identity)
    return user


def link(*, user: User, connection: Connection, identity: RemoteIdentity) -> None:
    """Let the identity open this account from now on. Raises TakenByAnother."""
    try:
        with transaction.atomic():
            row, _created = Identity.objects.get_or_create(
                connection=connection,
                external_id=identity.external_id,
                defaults={"user": user, "name": identity.name[:100]},
            )
    except IntegrityError as error:
        raise TakenByAnother from error
    if row.user != user:
        raise TakenByAnother


@transaction.atomic
def add_contact(*, user: User, contact: Contact) -> None:
    """Let this proved contact open the account too. Raises TakenByAnother.

    Of phones there is one: a new one takes the place of the old.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    owner = owner_of(contact)
    if owner is None:
        put_or_taken(user, contact)
    elif owner != user:
        raise TakenByAnother


def put_or_taken(user: User, contact: Contact) -> None:
    try:
        with transaction.atomic():
            put(user, contact)
    except IntegrityError as error:
        raise TakenByAnother from error


def put(user: User, contact: Contact) -> None:
    if contact.kind == Kind.PHONE:
        user.phone = contact.value
        user.save(update_fields=["phone"])
        return
    first = not EmailAddress.objects.filter(user=user).exists()
    EmailAddress.objects.create(
        user=user, email=contact.value, verified=True, primary=first
    )


def set_password(*, user: User, password: str) -> None:
    """Ends all sessions of the user: each holds a hash of the old password."""
    user.set_password(password)
    user.save(update_fields=["password"])


def rename(*, user: User, name: str) -> None:
    user.name = name
    user.save(update_fields=["name"])
