import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storefront.connections.models import Connection
from storefront.customers.contacts import Contact
from storefront.customers.models import User
from storefront.customers.phones import readable
from storefront.orders.returns import Return  # Django looks for models here

__all__ = ["Order", "OrderEvent", "OrderLine", "OrderQuerySet", "Return"]


class OrderQuerySet(models.QuerySet["Order"]):
    def of_customer(self, user: User, contacts: Sequence[Contact]) -> Self:
        """Placed by them signed in, or with a contact that they have proved."""
        values = [contact.value for contact in contacts]
        theirs = Q(customer=user) | Q(phone__in=values) | Q(lower_email__in=values)
        return self.alias(lower_email=Lower("email")).filter(theirs)

    def placed_after(self, moment: datetime) -> Self:
        return self.filter(placed_at__gt=moment)

    def not_paid_by(self, moment: datetime) -> Self:
        """Still waiting for money that was due by then."""
        return self.filter(state=Order.State.AWAITING, pay_until__lte=moment)

    def to_ship(self) -> Self:
        """Still to be sent by a certain moment, as far as a channel tells us now."""
        told = self.filter(
            ship_by__isnull=False, connection__in=Connection.objects.open()
        )
        return told.exclude(state=Order.State.ON_HOLD)

    def late(self, moment: datetime) -> Self:
        return self.to_ship().filter(ship_by__lte=moment)

    def late_soon(self, moment: datetime) -> Self:
        """Not late yet, but before long."""
        soon = moment + ship_warning()
        return self.to_ship().filter(ship_by__gt=moment, ship_by__lte=soon)


def ship_warning() -> timedelta:
    return timedelta(hours=settings.SHIP_WARNING_HOURS)


class Order(models.Model):
    class State(models.TextChoices):
        HELD = "held", _("Held for staff")  # has taken no stock
        AWAITING = "awaiting", _("Waiting for the transfer")  # stock is set aside
        EXPIRED = "expired", _("Not paid in time")  # has let it go again
        ON_HOLD = "on_hold", _("On hold on the channel")  # stock is set aside
        PLACED = "placed", _("Placed")
        CONFIRMED = "confirmed", _("Confirmed")
        COMPLETED = "completed", _("Completed")
        CANCELLED = "cancelled", _("Cancelled")

    class Payment(models.TextChoices):
        CASH_ON_DELIVERY = "cash_on_delivery", _("Cash on delivery")
        CHANNEL = "channel", _("On the channel")
        BANK_TRANSFER = "bank_transfer", _("Bank transfer")

    class Money(models.TextChoices):
        """What has come in, beside what is due."""

        NONE = "none", _("None yet")
        PART = "part", _("Less than the total")
        PAID = "paid", _("Paid")
        OVER = "over", _("More than the total")
        SHORT = "short", _("Paid, but the goods are gone")
        GIVE_BACK = "give_back", _("To give back: the order is cancelled")

    #: What people say on the phone; drawn at random, so it tells nobody our sales.
    number = models.CharField(_("number"), max_length=12, unique=True)
    #: What the order page is found by.
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: One per checkout form: the same form sent twice is one order.
    checkout_key = models.UUIDField(unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    payment = models.CharField(
        _("payment"),
        max_length=20,
        choices=Payment.choices,
        default=Payment.CASH_ON_DELIVERY,
    )
    money = models.CharField(
        _("money"), max_length=9, choices=Money.choices, default=Money.NONE
    )
    #: What has come in by transfer, in minor units.
    paid = models.PositiveBigIntegerField(_("paid"), default=0)
    #: By the shop clock; for orders that wait for a transfer.
    pay_until = models.DateTimeField(_("to be paid until"), null=True, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="vi"
    )
    buyer_name = models.CharField(_("name"), max_length=100)
    #: E.164, such as +84912345678.
    phone = models.CharField(_("phone"), max_length=16, db_index=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=300)
    #: See places; empty where only the address as text is known.
    province_code = models.CharField(_("province"), max_length=2, blank=True)
    ward_code = models.CharField(_("ward"), max_length=5, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    #: The buyer's name without case and diacritics, for staff who look for it.
    search_text = models.CharField(max_length=200, blank=True, editable=False)
    #: Who was signed in when it was placed.
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("customer"),
    )
    client_ip = models.GenericIPAddressField(_("IP address"), null=True, editable=False)
    currency = models.CharField(_("currency"), max_length=3)
    #: Minor units, as all amounts.
    subtotal = models.BigIntegerField(_("goods"))
    discount = models.BigIntegerField(_("discount"), default=0)
    voucher_code = models.CharField(_("voucher"), max_length=30, blank=True)
    delivery_method = models.CharField(_("delivered by"), max_length=80, blank=True)
    delivery_fee = models.BigIntegerField(_("delivery"))
    total = models.BigIntegerField(_("total"))
    #: Where it was sold and what it is called there; the channel leads, we follow.
    connection = models.ForeignKey(
        "connections.Connection",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("channel"),
    )
    external_id = models.CharField(_("external id"), max_length=100, blank=True)
    #: Until when the channel wants it sent; nothing once it is, or if it does not say.
    ship_by = models.DateTimeField(_("to be sent by"), null=True, blank=True)
    #: By the shop clock.
    placed_at = models.DateTimeField(_("placed"), db_index=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-placed_at"]
        indexes = [
            models.Index(fields=["client_ip", "placed_at"], name="order_by_client"),
            models.Index(Lower("email"), name="order_by_email"),
            models.Index(
                fields=["pay_until"],
                condition=Q(state="awaiting"),
                name="order_awaiting_money",
            ),
            models.Index(
                fields=["ship_by"],
                condition=Q(ship_by__isnull=False),
                name="order_to_be_sent",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(connection__isnull=False)  # a channel adds up its own way
                | Q(
                    total=F("subtotal") - F("discount") + F("delivery_fee"),
                    discount__gte=0,
                    discount__lte=F("subtotal"),
                    delivery_fee__gte=0,
                ),
                name="total_adds_up",
            ),
            models.CheckConstraint(
                condition=~Q(state="awaiting") | Q(pay_until__isnull=False),
                name="waits_for_money_until",
            ),
            models.UniqueConstraint(
                fields=["connection", "external_id"],
                name="one_order_per_external_id",
            ),
            models.CheckConstraint(
                condition=Q(ship_by__isnull=True) | Q(connection__isnull=False),
                name="only_channels_say_ship_by",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("order", args=[self.token])

    @property
    def readable_phone(self) -> str:
        return readable(self.phone)

    @property
    def cancellable(self) -> bool:
        """By the customer: staff have not confirmed it yet."""
        return self.connection_id is None and self.state in {
            self.State.HELD,
            self.State.AWAITING,
            self.State.EXPIRED,
            self.State.PLACED,
        }

    def overdue_at(self, moment: datetime) -> bool:
        return self.pay_until is not None and self.pay_until <= moment

    @property
    def due(self) -> int:
        """What is still to be paid."""
        return max(self.total - self.paid, 0)

    @property
    def awaits_money(self) -> bool:
        return self.payment == self.Payment.BANK_TRANSFER and self.due > 0


class OrderLine(models.Model):
    """What was bought, as it was called and priced at that moment."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    #: Nothing: sold on a channel, and not known yet as what.
    variant = models.ForeignKey(
        "catalog.Variant", models.PROTECT, null=True, blank=True, related_name="+"
    )
    #: What the channel calls the thing; of our own orders nothing.
    external_id = models.CharField(_("external id"), max_length=100, blank=True)
    sku = models.CharField(_("SKU"), max_length=64)
    title = models.CharField(_("title"), max_length=200)
    options = models.CharField(_("options"), max_length=320, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"))
    unit_price = models.BigIntegerField(_("unit price"))

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "variant"],
                condition=Q(external_id=""),
                name="one_order_line_per_variant",
            ),
            models.UniqueConstraint(
                fields=["order", "external_id", "unit_price"],
                condition=~Q(external_id=""),
                name="one_order_line_per_external_id",
            ),
            models.CheckConstraint(
                condition=Q(variant__isnull=False) | ~Q(external_id=""),
                name="own_order_line_has_variant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku} × {self.quantity}"

    @property
    def total(self) -> int:
        return self.unit_price * self.quantity


class OrderEvent(models.Model):
    """What happened to an order. Rows are added, never changed."""

    class Kind(models.TextChoices):
        PLACED = "placed", _("Placed")
        HELD = "held", _("Held for staff")
        ON_HOLD = "on_hold", _("On hold on the channel")
        RELEASED = "released", _("Released")
        CONFIRMED = "confirmed", _("Confirmed")
        COMPLETED = "completed", _("Completed")
        CANCELLED = "cancelled", _("Cancelled")
        AWAITING = "awaiting", _("Waiting for the transfer")
        PART_PAID = "part_paid", _("Part of the money came in")
        PAID = "paid", _("Paid")
        EXPIRED = "expired", _("Not paid in time: the goods are free again")
        SHORT = "short", _("Paid too late: the goods are gone")

    order = models.ForeignKey(Order, models.CASCADE, related_name="events")
    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    happened_at = models.DateTimeField(_("at"))
    #: Nobody: the customer, or the shop itself.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.order}: {self.get_kind_display()}"
