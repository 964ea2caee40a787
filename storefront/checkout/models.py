from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storefront.cart.services import MOST_OF_ONE


class CheckoutLink(models.Model):
    """An address that fills a fresh cart: for messages, posts and printed QR codes."""

    name = models.CharField(
        _("name"), max_length=100, help_text=_("Only staff see it.")
    )
    voucher_code = models.CharField(_("voucher"), max_length=30, blank=True)
    origin = models.CharField(
        _("came from"),
        max_length=40,
        blank=True,
        help_text=_("Where the link is put up, such as zalo."),
    )

    class Meta:
        verbose_name = _("checkout link")
        verbose_name_plural = _("checkout links")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        things = ",".join(
            f"{line.variant.sku}:{line.quantity}"
            for line in self.lines.select_related("variant")
        )
        asked = {
            "products": things,
            "coupon": self.voucher_code,
            "cart_origin": self.origin,
        }
        given = {name: value for name, value in asked.items() if value}
        path = reverse("checkout_link")
        return f"{settings.SITE_URL}{path}?{urlencode(given, quote_via=quote)}"


class CheckoutLinkLine(models.Model):
    link = models.ForeignKey(CheckoutLink, models.CASCADE, related_name="lines")
    variant = models.ForeignKey(
        "catalog.Variant",
        models.CASCADE,
        related_name="+",
        verbose_name=_("variant"),
    )
    quantity = models.PositiveIntegerField(
        _("quantity"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_OF_ONE)],
    )

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["link", "variant"], name="one_link_line_per_variant"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant} × {self.quantity}"
