from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from storefront.catalog.models import Variant

#: Above this a count is a slip of the keyboard.
MOST_UNITS = 1_000_000
#: So few at hand that the pages say so; how few exactly stays ours.
FEW = 3
#: What a row must be `with_left`, by the word in the address of a filtered list.
LEVELS = {
    "out": Q(left__lte=0),
    "few": Q(left__gt=0, left__lte=FEW),
    "in": Q(left__gt=FEW),
    "short": Q(left__lt=0),
}


class Availability(models.IntegerChoices):
    """What the pages tell of stock: never a count. Ordered from worst to best."""

    SOLD_OUT = 0, _("Sold out")
    FEW_LEFT = 1, _("Few left")
    IN_STOCK = 2, _("In stock")

    @classmethod
    def of(cls, units: int) -> Self:
        if units <= 0:
            return cls(cls.SOLD_OUT)
        return cls(cls.FEW_LEFT if units <= FEW else cls.IN_STOCK)


def units_left(variant: str) -> Coalesce:
    """What `Stock.objects.available_by_variant` says, as part of another query, of the
    variant that its rows name by this path.
    """
    rows = Stock.objects.sellable().filter(variant=OuterRef(variant)).order_by()
    units = rows.values("variant").annotate(units=Sum(F("on_hand") - F("reserved")))
    return Coalesce(Subquery(units.values("units")), 0)


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

    @property
    def rank(self) -> tuple[int, int]:
        """The place in the row when a web order looks for stock."""
        return self.position, self.pk


class StockQuerySet(models.QuerySet["Stock"]):
    def with_left(self) -> Self:
        """`left` can be below zero, where more was sold than there was."""
        return self.annotate(left=F("on_hand") - F("reserved"))

    def counted(self) -> Self:
        """What staff look after: nothing archived, nothing that is never counted."""
        rows = self.filter(variant__archived=False, variant__stock_tracked=True)
        return rows.with_left()

    def at_level(self, level: str) -> Self:
        return self.filter(LEVELS[level])

    def sellable(self) -> Self:
        return self.filter(location__sells_online=True, on_hand__gt=F("reserved"))

    def available_by_variant(self, variant_ids: Iterable[int]) -> dict[int, int]:
        """What can be sold online, all places together. A place below zero (sold twice)
        takes nothing from the others; a variant without stock is not in the answer.
        """
        rows = self.sellable().filter(variant__in=variant_ids).values("variant")
        units = rows.annotate(units=Sum(F("on_hand") - F("reserved")))
        return dict(units.values_list("variant", "units"))

    def availability_by_variant(
        self, variant_ids: Iterable[int]
    ) -> dict[int, Availability]:
        """The state of every variant asked for; uncounted ones are always there."""
        ids = list(variant_ids)
        units = self.available_by_variant(ids)
        variants = Variant.objects.filter(pk__in=ids).values_list("pk", "stock_tracked")
        return {
            pk: Availability.of(units.get(pk, 0)) if tracked else Availability.IN_STOCK
            for pk, tracked in variants
        }

    def availability_by_product(
        self, product_ids: Iterable[int]
    ) -> dict[int, Availability]:
        """The best state among each product's variants on sale, in two queries."""
        variants = Variant.objects.filter(product__in=product_ids, archived=False)
        products = dict(variants.values_list("pk", "product_id"))
        found: dict[int, Availability] = {}
        for pk, state in self.availability_by_variant(products).items():
            found[products[pk]] = max(found.get(products[pk], state), state)
        return found


class Stock(models.Model):
    """How many of a variant are at a location. The movements are its history."""

    variant = models.ForeignKey(
        "catalog.Variant",
        models.CASCADE,  # what protects a variant is a movement
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


class ReservationQuerySet(models.QuerySet["Reservation"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)


class Reservation(models.Model):
    """Units set aside until they are paid for, given up or no longer waited for."""

    stock = models.ForeignKey(
        Stock, models.PROTECT, related_name="reservations", verbose_name=_("stock")
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    #: The number of the order, or what else it is for.
    reference = models.CharField(_("reference"), max_length=40)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = [
            models.UniqueConstraint(
                fields=["stock", "reference"],
                condition=Q(ended_at=None),
                name="one_open_reservation_per_reference",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.quantity}"


class Movement(models.Model):
    """One change of on_hand. Rows are added, never changed."""

    class Reason(models.TextChoices):
        SALE = "sale", _("Sale")
        CHANNEL = "channel", _("Sale on a channel")
        CANCEL = "cancel", _("Cancelled order")
        COUNT = "count", _("Stock count")
        RECEIPT = "receipt", _("Goods received")

    stock = models.ForeignKey(
        Stock, models.PROTECT, related_name="movements", verbose_name=_("stock")
    )
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
        indexes = [models.Index(fields=["reference"], name="movement_reference")]
        constraints = [
            # Twice the same sale, or the same cancel, is one. What a channel's order
            # has taken may go up and down: it is kept right under the row's lock.
            models.UniqueConstraint(
                fields=["stock", "reason", "reference"],
                condition=~Q(reference="") & ~Q(reason="channel"),
                name="one_movement_per_reference",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.quantity:+}"
