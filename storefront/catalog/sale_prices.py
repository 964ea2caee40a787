"""A price for a while: what it is, and what a variant costs because of it."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storefront.catalog.price import HIGHEST_PRICE, Price, present
from storefront.contract import clock

if TYPE_CHECKING:
    from storefront.catalog.models import Variant


class SalePriceQuerySet(models.QuerySet["SalePrice"]):
    def due(self, moment: datetime) -> Self:
        """Those that begin or end, and of which the variant's row does not know yet."""
        begins = Q(running=False, starts_at__lte=moment)
        return self.filter(begins | Q(running=True, ends_at__lte=moment))


class SalePrice(models.Model):
    """What a variant costs from one moment to another.

    The variant's own row always says what it costs now: a job writes this price there
    when it begins, with the usual one as the price before, and puts that back when it
    ends. Checkout, which does not wait for the job, asks `price_at`.
    """

    variant = models.OneToOneField(
        "catalog.Variant", models.CASCADE, related_name="sale"
    )
    amount = models.BigIntegerField(
        _("sale price"),
        validators=[MinValueValidator(1), MaxValueValidator(HIGHEST_PRICE)],
    )
    starts_at = models.DateTimeField(_("sale from"))
    ends_at = models.DateTimeField(_("sale until"), null=True, blank=True)
    #: The variant's row bears this price.
    running = models.BooleanField(default=False, editable=False)
    #: The price before that the variant had when this one began.
    before = models.BigIntegerField(null=True, editable=False)

    objects = SalePriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("sale price")
        verbose_name_plural = _("sale prices")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="sale_price_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="sale_ends_after_it_starts",
                violation_error_message=_("The sale must end after it starts."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["starts_at"], condition=Q(running=False), name="sale_begins"
            ),
            models.Index(
                fields=["ends_at"], condition=Q(running=True), name="sale_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.amount}"

    def over(self, moment: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= moment

    def price_at(self, moment: datetime, price: Price) -> Price:
        """What is asked at the moment, where the variant's row says `price`."""
        if self.running:
            return self.usual(price) if self.over(moment) else price
        if moment < self.starts_at or self.over(moment) or self.amount >= price.amount:
            return price
        return Price(self.amount, price.amount)

    def usual(self, price: Price) -> Price:
        """The price without the sale. One that was written meanwhile by hand stays."""
        if price.amount != self.amount or price.before is None:
            return price
        higher = self.before is not None and self.before > price.before
        return Price(price.before, self.before if higher else None)


def check_sale(*, variant: "Variant", sale: SalePrice) -> None:
    """A sale lowers the usual price, or ValidationError says what is wrong."""
    sale.clean_fields(exclude=["variant"])
    sale.validate_constraints(exclude=["variant"])
    if sale.amount >= variant.price:
        raise ValidationError({"amount": _("A sale price is below the usual price.")})


def period_problem(starts_at: datetime | None, ends_at: datetime | None) -> str:
    """What is wrong with such a while, for whoever has just typed it."""
    if ends_at is None:
        return ""
    if starts_at is not None and ends_at <= starts_at:
        return gettext("The sale must end after it starts.")
    return gettext("This moment is over already.") if ends_at <= clock.now() else ""


def sale_of(variant: "Variant") -> SalePrice | None:
    """Read the variant with `select_related("sale")`."""
    return getattr(variant, "sale", None) if variant.pk else None


def usual_price(variant: "Variant") -> Price:
    """What it costs without the sale that may run."""
    sale, price = sale_of(variant), present(variant)
    return sale.usual(price) if sale and sale.running else price


def at_this_moment(variant: "Variant") -> "Variant":
    """The same, priced by the clock even where a sale begins or ends just now."""
    if sale := sale_of(variant):
        now = sale.price_at(clock.now(), present(variant))
        variant.price, variant.compare_at_price = now.amount, now.before
    return variant
