from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.catalog.price import HIGHEST_PRICE


class DeliveryMethod(models.Model):
    """A way goods reach the buyer, such as by courier or within the day."""

    name_vi: str | None  # one per language: see translation.py
    name_en: str | None

    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("delivery method")
        verbose_name_plural = _("delivery methods")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class DeliveryZone(models.Model):
    """What a method costs in some provinces, or everywhere else where none is named."""

    method = models.ForeignKey(DeliveryMethod, models.CASCADE, related_name="zones")
    #: Codes with a space between.
    provinces = models.CharField(_("provinces"), max_length=120, blank=True)
    #: Minor units, as all amounts.
    fee = models.PositiveBigIntegerField(
        _("fee"), validators=[MaxValueValidator(HIGHEST_PRICE)]
    )
    free_over = models.PositiveBigIntegerField(
        _("free for goods from"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(HIGHEST_PRICE)],
    )

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["method"],
                condition=Q(provinces=""),
                name="one_zone_for_everywhere_else",
                violation_error_message=_("Only one zone may be for everywhere else."),
            ),
        ]

    def __str__(self) -> str:
        return self.provinces or "*"

    def fee_for(self, goods: int) -> int:
        free = self.free_over is not None and goods >= self.free_over
        return 0 if free else self.fee
