from datetime import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from storefront.catalog.price import HIGHEST_PRICE

code_validator = RegexValidator(
    r"^[A-Z0-9][A-Z0-9_-]*\Z", _("Letters A–Z, digits, - and _ only.")
)
MONEY = [MaxValueValidator(HIGHEST_PRICE)]


class Voucher(models.Model):
    """A reduction that buyers ask for by its code. At most one per order."""

    class Kind(models.TextChoices):
        PERCENT = "percent", _("Percent off the goods")
        AMOUNT = "amount", _("Amount off the goods")
        FREE_DELIVERY = "delivery", _("Free delivery")

    code = models.CharField(
        _("code"), max_length=30, unique=True, validators=[code_validator]
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    percent = models.PositiveSmallIntegerField(
        _("percent"), default=0, validators=[MaxValueValidator(100)]
    )
    #: Minor units, as all amounts.
    amount = models.PositiveBigIntegerField(_("amount"), default=0, validators=MONEY)
    most = models.PositiveBigIntegerField(
        _("at most"),
        null=True,
        blank=True,
        validators=MONEY,
        help_text=_("Percent give no more than this. Empty: no bound."),
    )
    minimum = models.PositiveBigIntegerField(
        _("goods for at least"), default=0, validators=MONEY
    )
    total_limit = models.PositiveIntegerField(
        _("orders in all"),
        null=True,
        blank=True,
        help_text=_("1 is a voucher for one order. Empty: as many as come."),
    )
    per_customer = models.PositiveIntegerField(
        _("orders per phone number"), null=True, blank=True
    )
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)
    #: How many uses are open. Changed by the services, under the row's lock.
    used = models.PositiveIntegerField(_("used"), default=0, editable=False)

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total_limit=None) | Q(used__lte=F("total_limit")),
                name="used_within_the_limit",
                violation_error_message=_("It has been used more often than that."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind="percent", percent__gte=1, percent__lte=100, amount=0)
                    | Q(kind="amount", percent=0, amount__gte=1)
                    | Q(kind="delivery", percent=0, amount=0)
                ),
                name="reduction_fits_its_kind",
                violation_error_message=_(
                    "A voucher gives percent, or an amount, or free delivery: fill in"
                    " what its kind needs, and leave the other at 0."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        if self.starts_at and self.ends_at and self.starts_at >= self.ends_at:
            raise ValidationError({"ends_at": _("The end lies before the start.")})

    def runs_at(self, moment: datetime) -> bool:
        started = self.starts_at is None or self.starts_at <= moment
        return started and not self.over_at(moment)

    def over_at(self, moment: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= moment

    @property
    def used_up(self) -> bool:
        return self.total_limit is not None and self.used >= self.total_limit


class VoucherUseQuerySet(models.QuerySet["VoucherUse"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)


class VoucherUse(models.Model):
    """An order that a voucher made cheaper. Ended when the order came to nothing."""

    voucher = models.ForeignKey(
        Voucher, models.PROTECT, related_name="uses", verbose_name=_("voucher")
    )
    #: The number of the order.
    reference = models.CharField(_("order"), max_length=40)
    phone = models.CharField(_("phone"), max_length=16)
    used_at = models.DateTimeField(_("used"))
    ended_at = models.DateTimeField(_("given back"), null=True, blank=True)

    objects = VoucherUseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of a voucher")
        verbose_name_plural = _("uses of vouchers")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["voucher", "phone"], name="voucher_use_by_phone")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"],
                condition=Q(ended_at=None),
                name="one_voucher_per_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voucher}: {self.reference}"
