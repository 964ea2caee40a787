from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from storefront.connections.models import Connection


class ImportedOrderQuerySet(models.QuerySet["ImportedOrder"]):
    def to_look_at(self, moment: datetime) -> Self:
        """Something happened to them, or importing them failed, and it is time."""
        return self.filter(
            Q(not_before=None) | Q(not_before__lte=moment), wanted__gt=F("looked")
        )

    def failing(self) -> Self:
        return self.exclude(problem="")

    def of(self, connection: Connection) -> Self:
        return self.filter(connection=connection)


class ImportedOrder(models.Model):
    """An order of a channel: what it told us of it last, and how importing it went."""

    connection = models.ForeignKey(
        "connections.Connection",
        models.PROTECT,
        related_name="imported_orders",
        verbose_name=_("channel"),
    )
    external_id = models.CharField(_("external id"), max_length=100)
    order = models.OneToOneField(
        "orders.Order",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="imported",
        verbose_name=_("order"),
    )
    #: The channel's moment of the telling that counts, and when we asked for it: of
    #: two with the same moment the one asked for later is newer.
    updated_at = models.DateTimeField(_("updated there"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    #: It had left the shop before the channel was connected: no stock is moved by it.
    past = models.BooleanField(_("from before"), default=False)
    #: It was cancelled, and its goods are not with us all the same.
    goods_out = models.BooleanField(default=False, editable=False)
    #: Of what was taken in last: told the same again, nothing is done.
    digest = models.CharField(max_length=64, blank=True, editable=False)
    #: How often it was to be looked at, and which of these a look has answered.
    wanted = models.PositiveIntegerField(default=0)
    looked = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(_("tried again"), null=True, blank=True)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    problem = models.CharField(_("what went wrong"), max_length=300, blank=True)
    #: What the channel sent, sealed.
    sealed = models.TextField(blank=True, editable=False)

    objects = ImportedOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported order")
        verbose_name_plural = _("imported orders")
        ordering = ["-id"]
        permissions = [("read_sealed", _("Can read what a channel sent of an order"))]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "external_id"], name="one_import_per_order"
            ),
        ]
        indexes = [
            models.Index(
                fields=["connection", "not_before"],
                condition=Q(wanted__gt=F("looked")),
                name="import_to_look_at",
            ),
            models.Index(
                fields=["connection"],
                condition=~Q(problem=""),
                name="import_that_fails",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connection} {self.external_id}"


class SoldThing(models.Model):
    """A thing that a channel sold and nobody knew; staff say which variant it is."""

    connection = models.ForeignKey(
        "connections.Connection",
        models.PROTECT,
        related_name="sold_things",
        verbose_name=_("channel"),
    )
    external_id = models.CharField(_("external id"), max_length=100)
    sku = models.CharField(_("SKU"), max_length=64, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    variant = models.ForeignKey(
        "catalog.Variant",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("variant"),
        help_text=_("Orders that wait for it take their stock at once."),
    )

    class Meta:
        verbose_name = _("unknown thing")
        verbose_name_plural = _("unknown things")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "external_id"], name="one_row_per_sold_thing"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.sku or self.external_id


class Reading(models.Model):
    """How far the orders of a connection have been read."""

    connection = models.OneToOneField(
        "connections.Connection",
        models.CASCADE,
        related_name="reading",
        verbose_name=_("channel"),
    )
    #: The newest moment, by the channel's clock, of all that is stored here.
    watermark = models.DateTimeField(_("read up to"), null=True, blank=True)
    #: Staff want all from here on read again; gone once a reading has done so.
    again_from = models.DateTimeField(_("read again from"), null=True, blank=True)
    #: The same, of what buyers want back.
    returns_watermark = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    problem = models.CharField(_("what went wrong"), max_length=300, blank=True)
    #: A bookmark: when the gate stopped a reading, when that one had begun, and where.
    stopped_at = models.DateTimeField(null=True, editable=False)
    stopped_began = models.DateTimeField(null=True, editable=False)
    stopped_since = models.DateTimeField(null=True, editable=False)
    stopped_cursor = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = _("reading of orders")
        verbose_name_plural = _("readings of orders")

    def __str__(self) -> str:
        return str(self.connection)
