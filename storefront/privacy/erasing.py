"""Forget a customer. What the law wants kept stays, without anybody's name on it."""

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from storefront.customers.models import Code, User
from storefront.customers.ways import contacts_of, lock
from storefront.orders.models import Order, OrderEvent
from storefront.outbox.models import Message
from storefront.privacy.collecting import numbers, orders_of
from storefront.promotions.models import VoucherUse

State = Order.State

#: The buyer still waits for something, or we for them.
UNDER_WAY = Q(
    state__in=[State.HELD, State.AWAITING, State.ON_HOLD, State.PLACED, State.CONFIRMED]
) | Q(money=Order.Money.GIVE_BACK)


class StillUnderWay(Exception):
    """Goods or money are on their way: without an address they would be lost."""

    def __init__(self, orders: list[str]) -> None:
        super().__init__(
            _("These orders are still under way: %(numbers)s.")
            % {"numbers": ", ".join(orders)}
        )


@transaction.atomic
def erase(*, user: User) -> None:
    """Delete the account and all that names its owner. Raises StillUnderWay.

    Orders stay as figures, which tax law wants for years. Two at once, or once more
    after it died half-way, have the same end.
    """
    try:
        user = lock(user)
    except User.DoesNotExist:
        return
    orders = orders_of(user).select_for_update().order_by("pk")
    under_way = numbers(orders.filter(UNDER_WAY))
    if under_way:
        raise StillUnderWay(under_way)
    known_as = numbers(orders)
    forget_letters(user, known_as)
    forget_sessions(user)
    forget_what_staff_noted(user)
    forget_buyer(Order.objects.filter(number__in=known_as))
    user.delete()  # and with it contacts, identities, passkeys, consents


def forget_buyer(orders: models.QuerySet[Order]) -> None:
    known_as = numbers(orders)
    VoucherUse.objects.filter(reference__in=known_as).update(phone="")
    OrderEvent.objects.filter(order__in=orders).exclude(note="").update(note="")
    orders.update(
        customer=None,
        buyer_name="",
        phone="",
        email="",
        address="",
        ward_code="",
        note="",
        search_text="",
        client_ip=None,
    )


def forget_letters(user: User, known_as: list[str]) -> None:
    contacts = contacts_of(user)
    to = [contact.value for contact in contacts]
    Message.objects.filter(Q(to__in=to) | Q(about__in=known_as)).delete()
    Code.objects.filter(contact__in=[contact.key for contact in contacts]).delete()


def forget_sessions(user: User) -> None:
    keys = UserSession.objects.filter(user=user).values("session_key")
    Session.objects.filter(session_key__in=keys).delete()


def forget_what_staff_noted(user: User) -> None:
    kind = ContentType.objects.get_for_model(User)
    about = LogEntry.objects.filter(content_type=kind, object_id=str(user.pk))
    about.update(object_repr="", change_message="")
