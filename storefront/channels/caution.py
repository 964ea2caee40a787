"""How carefully a connection is told prices and stock, and what waits because of it."""

from typing import Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.connections.models import Connection

#: A change by more percent than this waits for staff, unless they say otherwise.
JUMP = 50
MOST_PERCENT = [MaxValueValidator(1_000)]
SHARE = [MaxValueValidator(100)]
UNITS = [MaxValueValidator(10_000)]


class Caution(models.Model):
    """Of a connection. No row: what a new one says."""

    connection = models.OneToOneField(
        "connections.Connection",
        models.CASCADE,
        related_name="caution",
        verbose_name=_("connection"),
    )
    price_jump = models.PositiveSmallIntegerField(
        _("price change that waits (%)"),
        default=JUMP,
        validators=MOST_PERCENT,
        help_text=_(
            "A price that changes by more than this, up or down, is sent once you have"
            " said yes. 0: none waits."
        ),
    )
    buffer_units = models.PositiveSmallIntegerField(
        _("units kept back"),
        default=0,
        validators=UNITS,
        help_text=_("So many of each thing are not offered on this channel."),
    )
    buffer_percent = models.PositiveSmallIntegerField(
        _("share kept back (%)"),
        default=0,
        validators=SHARE,
        help_text=_("Of what is in stock, rounded up. The larger of the two counts."),
    )
    learns = models.BooleanField(
        _("keep back what may be sold meanwhile"),
        default=False,
        help_text=_(
            "For channels that sell: as many as are likely to be sold between an order"
            " there and our knowing of it, learned every day from the last 14 days."
        ),
    )
    #: So long nearly all orders there took to be known here, as learned last.
    order_delay = models.DurationField(null=True, editable=False)

    class Meta:
        verbose_name = _("caution")
        verbose_name_plural = _("caution")

    def __str__(self) -> str:
        return str(self.connection)


def caution_of(connection: Connection) -> Caution:
    """Its row, or what holds without one."""
    row = Caution.objects.filter(connection=connection).first()
    return row or Caution(connection=connection)


class Buffer(models.Model):
    """What of one thing is kept back from a channel, in place of what holds for all."""

    connection = models.ForeignKey(
        "connections.Connection", models.CASCADE, related_name="buffers"
    )
    variant = models.ForeignKey(
        "catalog.Variant", models.CASCADE, related_name="buffers"
    )
    units = models.PositiveSmallIntegerField(
        _("units kept back"), default=0, validators=UNITS
    )
    percent = models.PositiveSmallIntegerField(
        _("share kept back (%)"), default=0, validators=SHARE
    )

    class Meta:
        verbose_name = _("buffer")
        verbose_name_plural = _("buffers")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "variant"], name="one_buffer_per_variant"
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100), name="buffer_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connection}: {self.variant}"


class LearnedBuffer(models.Model):
    """What sales and late orders of the last days say should be kept back."""

    connection = models.ForeignKey(
        "connections.Connection", models.CASCADE, related_name="+"
    )
    variant = models.ForeignKey("catalog.Variant", models.CASCADE, related_name="+")
    units = models.PositiveIntegerField()
    #: Units sold everywhere in the days that were looked at.
    sold = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "variant"], name="learned_once_per_variant"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connection}: {self.variant}"


class HeldPriceQuerySet(models.QuerySet["HeldPrice"]):
    def waiting(self) -> Self:
        return self.filter(approved_at=None)


class HeldPrice(models.Model):
    """A price that jumped, and whether staff have said yes to just this one."""

    connection = models.ForeignKey(
        "connections.Connection", models.CASCADE, related_name="held_prices"
    )
    offer = models.OneToOneField(
        "channels.Offer", models.CASCADE, related_name="held_price"
    )
    #: In minor units: what is asked for, and what the platform is told meanwhile.
    asked = models.BigIntegerField(_("new price"))
    told = models.BigIntegerField(_("price there"))
    noticed_at = models.DateTimeField(_("noticed"), auto_now_add=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)

    objects = HeldPriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("price that waits")
        verbose_name_plural = _("prices that wait")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["connection"],
                condition=Q(approved_at=None),
                name="held_price_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer}: {self.asked}"
