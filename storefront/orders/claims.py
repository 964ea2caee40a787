"""Get back into an account whose every way in is gone: phone code and order number."""

from django.db import transaction

from storefront.customers import limits
from storefront.customers.contacts import Contact, Kind
from storefront.customers.models import User
from storefront.customers.services import owner_of
from storefront.customers.ways import contacts_of, ways_of
from storefront.orders.models import Order


class NotTheirs(Exception):
    """It is not said which part does not fit."""


def claim_account(*, contact: Contact, number: str) -> User:
    """Let this proved phone open the account that placed the order.

    Only an account without any contact of its own, all of whose orders go to this
    phone: an order that somebody has sent to a friend opens nothing to the friend. An
    account that was made only by signing in with the phone becomes part of it. Raises
    NotTheirs, or TooOften.
    """
    limits.take(limits.CLAIMS_AT_CONTACT, contact.key)
    order = Order.objects.filter(number=number.strip().upper()).first()
    if order is None or order.customer_id is None or contact.kind != Kind.PHONE:
        raise NotTheirs
    return hand_over(order.customer_id, contact)


@transaction.atomic
def hand_over(user_id: int, contact: Contact) -> User:
    other = owner_of(contact)
    ids = {user_id, other.pk} if other else {user_id}
    rows = User.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    locked = {user.pk: user for user in rows}
    claimed = locked[user_id]
    if not claimable(claimed, contact):
        raise NotTheirs
    if other:
        fold(locked[other.pk], into=claimed)
    claimed.phone = contact.value
    claimed.save(update_fields=["phone"])
    return claimed


def claimable(user: User, contact: Contact) -> bool:
    if not user.is_customer or not user.is_active or contacts_of(user):
        return False
    phones = set(Order.objects.filter(customer=user).values_list("phone", flat=True))
    return phones == {contact.value}


def fold(user: User, *, into: User) -> None:
    """What came in by the phone alone is the same person; anything else is not."""
    if not user.is_customer or [way.key for way in ways_of(user)] != [
        f"phone:{user.phone}"
    ]:
        raise NotTheirs
    Order.objects.filter(customer=user).update(customer=into)
    user.phone = None
    user.is_active = False
    user.save(update_fields=["phone", "is_active"])
