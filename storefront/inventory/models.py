from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Location(models.Model):
    """A place that holds stock. Web orders are taken from the default one first."""

    name = models.CharField(_("name"), max_length=100)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    sells_online = models.BooleanField(_("sells online"), default=True)

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class StockQuerySet(models.QuerySet["Stock"]):
    def sellable(self) -> Self:
        return self.filter(location__sells_online=True, on_hand__gt=F("reserved"))


class Stock(models.Model):
    """How many of a variant are at a location. The movements beside it are its history."""

    variant = models.ForeignKey(
        "catalog.Variant",
        models.PROTECT,
        related_name="stock",
        verbose_name=_("variant"),
    )
    location = models.ForeignKey(
        Location, models.PROTECT, related_name="stock", verbose_name=_("location")
    )
    #: Below zero: sold twice, on a channel.
    on_hand = models.IntegerField(_("on hand"), default=0)
    reserved = models.IntegerField(_("reserved"), default=0)

    objects = StockQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock")
        verbose_name_plural = _("stock")
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "location"], name="one_stock_row_per_place"
            ),
            models.CheckConstraint(
                condition=Q(reserved__gte=0), name="reserved_not_below_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant} · {self.location}"

    @property
    def available(self) -> int:
        return max(self.on_hand - self.reserved, 0)


class Reservation(models.Model):
    """Units set aside for an order until it is paid, shipped or given up."""

    stock = models.ForeignKey(Stock, models.PROTECT, related_name="reservations")
    quantity = models.PositiveIntegerField(_("quantity"))
    #: The number of the order, or what else it is for.
    reference = models.CharField(_("reference"), max_length=40)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = [
            models.UniqueConstraint(
                fields=["stock", "reference"], name="one_reservation_per_reference"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.quantity}"


class Movement(models.Model):
    """One change of on_hand. Rows are added, never changed."""

    class Reason(models.TextChoices):
        SALE = "sale", _("Sale")
        CANCEL = "cancel", _("Cancelled order")
        COUNT = "count", _("Stock count")
        RECEIPT = "receipt", _("Goods received")

    stock = models.ForeignKey(Stock, models.PROTECT, related_name="movements")
    quantity = models.IntegerField(_("quantity"))
    reason = models.CharField(_("reason"), max_length=8, choices=Reason.choices)
    #: What it was for, such as the number of an order.
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    created_at = models.DateTimeField(_("at"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("movement")
        verbose_name_plural = _("movements")
        ordering = ["-id"]
        constraints = [
            # Twice the same sale, or the same cancel, is one.
            models.UniqueConstraint(
                fields=["stock", "reason", "reference"],
                condition=~Q(reference=""),
                name="one_movement_per_reference",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.quantity:+}"
