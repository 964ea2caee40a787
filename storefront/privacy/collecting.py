"""All that the shop knows of a customer, to hand to them."""

from collections.abc import Mapping

from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from storefront.customers.models import Consent, Identity, User
from storefront.customers.ways import contacts_of, passkeys_of
from storefront.orders.models import Order
from storefront.outbox.models import Message
from storefront.promotions.models import VoucherUse

Facts = Mapping[str, object]


def collect(user: User) -> Facts:
    """In the words of our tables; a reader without a manual understands them."""
    orders = orders_of(user)
    return {
        "account": row_of(user, "name", "phone", "email", "date_joined", "last_login"),
        "contacts": [str(contact) for contact in contacts_of(user)],
        "passkeys": [way.name for way in passkeys_of(user)],
        "identities": [
            {
                "at": str(row.connection),
                **row_of(row, "external_id", "name", "created_at"),
            }
            for row in Identity.objects.filter(user=user).select_related("connection")
        ],
        "sessions": rows_of(
            UserSession.objects.filter(user=user),
            "ip",
            "user_agent",
            "created_at",
            "last_seen_at",
        ),
        "consents": rows_of(
            Consent.objects.filter(customer=user), "purpose", "given", "text", "at"
        ),
        "orders": [order_facts(order) for order in orders],
        "vouchers": rows_of(
            VoucherUse.objects.filter(reference__in=numbers(orders)),
            "reference",
            "phone",
            "used_at",
        ),
        "messages": rows_of(
            messages_of(user), "way", "to", "subject", "body", "created_at", "sent_at"
        ),
    }


def orders_of(user: User) -> models.QuerySet[Order]:
    """Placed here. What was placed on a channel belongs to the channel's buyer."""
    theirs = Order.objects.of_customer(user, contacts_of(user))
    return theirs.filter(connection=None)


def messages_of(user: User) -> models.QuerySet[Message]:
    """Codes that open an account are nobody's to read again."""
    to = [contact.value for contact in contacts_of(user)]
    about = Q(to__in=to) | Q(about__in=numbers(orders_of(user)))
    return Message.objects.filter(about, secret=False)


def numbers(orders: models.QuerySet[Order]) -> list[str]:
    return list(orders.values_list("number", flat=True))


def order_facts(order: Order) -> Facts:
    told = (
        "number", "placed_at", "state", "payment", "money", "paid", "total", "currency",
        "discount", "voucher_code", "delivery_method", "delivery_fee",
        "buyer_name", "phone", "email", "address", "note", "client_ip", "language",
    )  # fmt: skip
    return {
        **row_of(order, *told),
        "lines": rows_of(
            order.lines.all(), "sku", "title", "options", "quantity", "unit_price"
        ),
        "events": rows_of(order.events.all(), "kind", "note", "happened_at"),
    }


def rows_of(rows: models.QuerySet[models.Model], *columns: str) -> list[Facts]:
    return [dict(row) for row in rows.values(*columns)]


def row_of(row: models.Model | AbstractUser, *columns: str) -> Facts:
    return {column: getattr(row, column) for column in columns}
